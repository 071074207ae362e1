import type { Response } from 'express';
import { sumOf } from '../../platform/data/sums.js';
import type { Message } from '../../platform/errors.js';
import { say } from '../../platform/http/pages.js';
import { missReasons } from '../attribution-rule.js';
import type { ImportRecord } from './import.model.js';
import type { ListedWrongRow } from './wrong-rows.js';

/** A row in the list of earlier imports. */
export function importRow(res: Response, { _id, fileName, takenAt, state, progress }: ImportRecord) {
  return {
    id: _id.toString(),
    name: fileName || say(res, 'conversions.import-pasted'),
    takenAt,
    state: say(res, `conversions.import-state-${state}`),
    rows: progress.rows,
  };
}

/** The page of an import: its progress, and the number of rows with each result. */
export function importView(
  res: Response,
  found: ImportRecord,
  wrong: { rows: ListedWrongRow[]; more: number },
) {
  const { state, progress, counts, bytes, encoding, problem, since } = found;
  const count = (name: string) => counts[name] ?? 0;
  const line = (label: string, name: string, isPart = false) => ({ label, rows: count(name), isPart });
  const word = (key: string) => say(res, `conversions.import-${key}`);
  const reasons = missReasons.filter((reason) => count(`unattributed:${reason}`));
  const unattributed = sumOf(reasons.map((reason) => count(`unattributed:${reason}`)));
  return {
    ...importRow(res, found),
    bytes,
    encoding: word(`encoding-${encoding}`),
    since,
    problem: problem ? say(res, problem as Message) : '',
    isRunning: state === 'trying' || state === 'importing',
    isTaken: state === 'taken',
    isTried: state === 'tried',
    isImported: state === 'imported',
    isKeeping: state === 'importing' || state === 'imported',
    percent: bytes ? Math.floor((progress.offset / bytes) * 100) : 0,
    total: progress.rows,
    usable: progress.rows - count('wrong') - count('doubled') - count('already-known'),
    lines: [
      line(word('attributed'), 'attributed'),
      { label: word('unattributed'), rows: unattributed, isPart: false },
      ...reasons.map((reason) =>
        line(say(res, `conversions.because-${reason}`), `unattributed:${reason}`, true),
      ),
      line(word('already-known'), 'already-known'),
      line(word('doubled'), 'doubled'),
      line(word('wrong'), 'wrong'),
    ],
    wrongMore: wrong.more,
    wrong: wrong.rows.map((row) => wrongRowView(res, found, row)),
  };
}

/** A row that could not be used, with its problem as text. */
export function wrongRowView(res: Response, { headers }: ImportRecord, row: ListedWrongRow) {
  const { column, cells } = row;
  return {
    line: row.line,
    column: column === null ? '' : headers[column] || columnName(res, column + 1),
    problem: say(res, row.problem),
    cell: (column === null ? cells.join(' | ') : (cells[column] ?? '')).slice(0, 120),
  };
}

/** The header row of the file of wrong rows: line, column and problem, then the file's own columns. */
export function wrongRowsHeader(res: Response, { headers }: ImportRecord): string[] {
  const own = headers.map((header, n) => header || columnName(res, n + 1));
  return [...['line', 'column-title', 'problem'].map((key) => say(res, `conversions.import-${key}`)), ...own];
}

const columnName = (res: Response, number: number) =>
  say(res, { key: 'conversions.import-column', values: { number } });
