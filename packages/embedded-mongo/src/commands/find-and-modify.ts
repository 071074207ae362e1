import { CommandError } from '../bson/errors.js';
import { parseSort } from '../bson/sort.js';
import type { Found } from '../query/search.js';
import { act } from '../query/write-in-batches.js';
import type { Action } from '../query/write-in-batches.js';
import { projectionOf } from './reads.js';
import { decode, encode, toBoolean } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { documentOption, foldOption, variablesOf } from './context.js';
import type { Context } from './context.js';
import { modify, placeOf, readStatement, upsert } from './writes.js';

/** `findAndModify`: changes or removes one document, and answers it. */
export async function findAndModify(context: Context): Promise<Doc> {
  const outcome: Doc = {};
  const action = actionOf(context, outcome);
  const rest = await context.storage.write(() => act(placeOf(context), action));
  await rest?.();
  return { ...outcome, ok: 1 };
}

/** What a findAndModify does, and where it says what came of it. Throws for one that cannot be right. */
export function actionOf(context: Context, outcome: Doc): Action {
  const { body } = context;
  const removing = toBoolean(body.remove);
  if (removing && (body.update !== undefined || toBoolean(body.upsert) || toBoolean(body.new))) {
    throw new CommandError(
      'FailedToParse',
      "Cannot specify both an update and remove=true, nor 'upsert' or 'new'",
    );
  }
  if (!removing && body.update === undefined) {
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified');
  }
  outcome.lastErrorObject = removing ? { n: 0 } : { n: 0, updatedExisting: false };
  outcome.value = null;
  return removing ? removal(context, outcome) : change(context, outcome);
}

function removal({ storage, body }: Context, outcome: Doc): Action {
  return {
    query: {
      filter: documentOption(body, 'query'),
      sort: parseSort(body.sort),
      fold: foldOption(body),
      hint: body.hint,
      variables: variablesOf(body),
    },
    multi: false,
    each: (collection, found) => {
      outcome.value = projected(body, found.bytes);
      storage.remove(collection, found.id, found.doc);
      outcome.lastErrorObject = { n: 1 };
    },
  };
}

function change(context: Context, outcome: Doc): Action {
  const { body } = context;
  const place = placeOf(context);
  const wantsNew = toBoolean(body.new);
  const statement = readStatement(body, documentOption(body, 'query'), body.update, variablesOf(body));
  const insertNew = (): void => {
    const inserted = upsert(place, statement.query.filter, statement.change);
    outcome.lastErrorObject = { n: 1, updatedExisting: false, upserted: inserted._id };
    if (wantsNew) outcome.value = projected(body, encode(inserted));
  };
  return {
    query: statement.query,
    multi: false,
    each: (collection, found) => {
      const { after } = modify(place, collection, found, statement.change);
      outcome.lastErrorObject = { n: 1, updatedExisting: true };
      outcome.value = projected(body, wantsNew ? after : found.bytes, found);
    },
    none: toBoolean(body.upsert) ? insertNew : undefined,
  };
}

function projected(body: Doc, bytes: Buffer, found?: Found): Doc {
  const project = projectionOf(body.fields);
  const doc = decode(bytes);
  return project ? project(doc, found?.match) : doc;
}
