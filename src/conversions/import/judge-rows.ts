import { createHash } from 'node:crypto';
import { InvalidInput, isDuplicateKey, type Message } from '../../platform/errors.js';
import type { Services } from '../../services.js';
import {
  checkConversion,
  outcomeSince,
  recordConversion,
  tryConversion,
  type ConversionKind,
  type ConversionOutcome,
  type NewConversion,
} from '../../tracking/index.js';
import { ImportKey, partId, WrongRow, type Counts, type ImportRecord } from './import.model.js';
import { columnOf, readConversion, type RowProblem } from './read-conversion.js';
import type { Row } from './read-rows.js';

interface Told {
  row: number;
  key: string;
  conversion: NewConversion;
}

/** Rows worked on at a time: most of it is waiting for the database. */
const atOnce = 16;

/**
 * Tries these rows, or keeps them, and says how many came to what: `attributed`, `unattributed:<reason>`,
 * `already-known`, `doubled` or `wrong`. Done twice, nothing is kept twice and the answer is the same.
 */
export async function judgeRows(
  services: Services,
  { found, zone, rows }: { found: ImportRecord; zone: string; rows: Row[] },
): Promise<Counts> {
  const mapping = found.mapping!;
  const context = { mapping, zone, now: services.clock.now(), columns: found.headers.length };
  const wrong: object[] = [];
  const told: Told[] = [];
  for (const [n, row] of rows.entries()) {
    const number = found.progress.rows + n + 1;
    const read = check(services, readConversion(row, context), found);
    if ('message' in read) wrong.push(wrongRow(found, number, row, read));
    else told.push({ row: number, key: keyOf(found, read), conversion: read });
  }
  const keys = await ImportKey.find({ _id: { $in: told.map(({ key }) => key) } }).lean();
  const firsts = new Map(keys.map((key) => [key._id, key]));
  for (const { key, row } of told)
    if (!firsts.has(key)) firsts.set(key, { _id: key, row, wasKnown: false, __v: 0 });
  const firstTold = told.filter(({ key, row }) => firsts.get(key)!.row === row);

  const counts: Counts = { wrong: wrong.length, doubled: told.length - firstTold.length };
  await inLanes(firstTold, async ({ key, conversion }) => {
    const first = firsts.get(key)!;
    const came = await (found.state === 'trying' ? tryConversion : keep)(
      services,
      conversion,
      first.wasKnown,
    );
    if (found.state === 'trying') first.wasKnown = came.outcome === 'already-known';
    const name = came.outcome === 'unattributed' ? `unattributed:${came.because}` : came.outcome;
    counts[name] = (counts[name] ?? 0) + 1;
  });
  if (found.state === 'trying') await remember(firstTold.map(({ key }) => firsts.get(key)!));
  if (wrong.length) await WrongRow.bulkWrite(wrong as Parameters<typeof WrongRow.bulkWrite>[0]);
  return counts;

  // What this import kept itself, before its process ended, is not known from elsewhere.
  async function keep(_: Services, conversion: NewConversion, wasKnown: boolean): Promise<ConversionOutcome> {
    const came = await recordConversion(services, conversion);
    if (came.outcome !== 'already-known' || wasKnown) return came;
    const { kind, externalId } = conversion;
    const since = { via: 'csv', since: found.since } as const;
    return (await outcomeSince({ kind: kind as ConversionKind, externalId }, since)) ?? came;
  }
}

/** A conversion that would be refused is a problem of its row as well. */
function check(
  services: Services,
  read: NewConversion | RowProblem,
  { mapping }: ImportRecord,
): NewConversion | RowProblem {
  if ('message' in read) return read;
  try {
    checkConversion(services, read);
    return read;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const [field, message] = Object.entries(error.fields)[0]!;
    return { column: columnOf(field, mapping!), message };
  }
}

const keyOf = ({ _id }: ImportRecord, { kind, externalId }: NewConversion) =>
  partId(_id, createHash('sha256').update(`${kind}\n${externalId}`).digest('base64url'));

const longestKept = 500;

function wrongRow({ _id }: ImportRecord, row: number, { line, cells }: Row, { column, message }: RowProblem) {
  const problem: Exclude<Message, string> =
    typeof message === 'string' ? { key: message, values: {} } : message;
  const kept = cells.map((cell) => (cell.length > longestKept ? `${cell.slice(0, longestKept)}…` : cell));
  const id = partId(_id, row);
  return {
    replaceOne: {
      filter: { _id: id },
      replacement: { _id: id, line, column, problem, cells: kept },
      upsert: true,
    },
  };
}

async function remember(keys: { _id: string; row: number; wasKnown: boolean }[]): Promise<void> {
  try {
    await ImportKey.insertMany(keys, { ordered: false });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

async function inLanes<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
