import type { Counts } from '../../platform/data/sums.js';
import type { Message } from '../../platform/errors.js';
import { insertNew } from '../../platform/data/insert-new.js';
import type { Services } from '../../services.js';
import { recordConversions, tryConversions } from '../record-conversion.js';
import { partId, WrongRow, type ImportRecord } from './import.model.js';
import type { RowProblem } from './read-conversion.js';
import type { ReadRow } from './read-pass.js';
import type { Row } from '../../platform/text/read-rows.js';

/**
 * Tries these rows, or imports them, and returns how many had each result: `attributed`, `unattributed:<reason>`,
 * `already-known`, `doubled` or `wrong`. Idempotent: repeating it stores nothing twice and returns the same.
 */
export async function processRows(services: Services, found: ImportRecord, rows: ReadRow[]): Promise<Counts> {
  const wrong = rows.flatMap(({ number, row, read }) =>
    'message' in read ? [wrongRow(found, number, row, read)] : [],
  );
  const readable = rows.flatMap(({ read }) => ('message' in read ? [] : [read]));
  const usable = readable.flatMap(({ isDouble, conversion }) => (isDouble ? [] : [conversion]));
  const came = await (found.state === 'trying'
    ? tryConversions(services, usable)
    : recordConversions(services, usable, found.takenBy.toString()));
  const counts: Counts = { wrong: wrong.length, doubled: readable.length - usable.length };
  for (const one of came) {
    const name = one.outcome === 'unattributed' ? `unattributed:${one.because}` : one.outcome;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  await insertNew(WrongRow, wrong);
  if (found.state === 'importing') await deleteRighted(found, rows, wrong);
  return counts;
}

/** A row that was wrong in the trial may be right now, such as one with a time in the future. */
async function deleteRighted(
  { _id }: ImportRecord,
  rows: ReadRow[],
  wrong: { _id: string }[],
): Promise<void> {
  const $gte = partId(_id, rows[0]!.number);
  const $lte = partId(_id, rows.at(-1)!.number);
  await WrongRow.deleteMany({ _id: { $gte, $lte, $nin: wrong.map((row) => row._id) } });
}

const longestStored = 500;

function wrongRow({ _id }: ImportRecord, row: number, { line, cells }: Row, { column, message }: RowProblem) {
  const problem: Exclude<Message, string> =
    typeof message === 'string' ? { key: message, values: {} } : message;
  const kept = cells.map((cell) => (cell.length > longestStored ? `${cell.slice(0, longestStored)}…` : cell));
  return { _id: partId(_id, row), line, column, problem, cells: kept };
}
