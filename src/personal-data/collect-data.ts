import { setImmediate as turn } from 'node:timers/promises';
import type { ExportedRow } from '../platform/data/personal-data.js';
import { authorize, type SignedIn } from '../people/index.js';
import { personalData } from './personal-data.js';

/** What one collection holds of a person. */
export interface Collected {
  collection: string;
  /** Where the texts of the collection begin. */
  words: string;
  rows: ExportedRow[];
}

/** Everything that is stored of a person and that they can take away, collection by collection. @throws NotFound */
export async function* collectData(actor: SignedIn, personId: string): AsyncGenerator<Collected> {
  authorize(actor, 'manage-own-account', { ownerId: personId });
  for (const { collection, words, find } of personalData)
    if (find) yield { collection, words, rows: await find(personId) };
}

/** How many rows are written in one turn of the event loop. */
const rowsAtOnce = 200;

/** These rows in pieces, each in a turn of its own: tracked links are answered in between. */
export async function* inTurns<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let begin = 0; begin < rows.length; begin += rowsAtOnce) {
    await turn();
    yield rows.slice(begin, begin + rowsAtOnce);
  }
}

/** The same as JSON, in pieces: `{"madeAt": …, "collections": {"users": [ … ], …}}`. */
export async function* dataAsJson(actor: SignedIn, personId: string, madeAt: Date): AsyncGenerator<string> {
  yield `{\n"madeAt": ${JSON.stringify(madeAt)},\n"collections": {`;
  let separator = '\n';
  for await (const { collection, rows } of collectData(actor, personId)) {
    yield `${separator}${JSON.stringify(collection)}: [`;
    separator = '';
    for await (const some of inTurns(rows)) {
      yield separator + some.map((row) => `\n${JSON.stringify(row, null, 1)}`).join(',');
      separator = ',';
    }
    yield '\n]';
    separator = ',\n';
  }
  yield '\n}\n}\n';
}
