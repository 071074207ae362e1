import type { Message } from '../../platform/errors.js';
import { clickParameter } from '../conversion-parameter.js';
import { conversionText, currencyCode, readKind } from '../conversion-text.js';
import { isCurrency } from '../conversion-rules.js';
import { type ConversionKind } from '../conversion.model.js';
import { type NewConversion } from '../check-conversion.js';
import { delimiters } from '../../platform/text/file-text.js';
import { mostColumns } from '../../platform/text/table-limits.js';
import type { Mapping } from './mapping.js';
import { currencyIn, readAmount } from './read-amount.js';
import { readMoment } from '../../platform/text/read-moment.js';
import type { Row } from '../../platform/text/read-rows.js';

/** The problem of a row, and its column; null when the problem is the row itself. */
export interface RowProblem {
  column: number | null;
  message: Message;
}

interface Context {
  /** How many columns the file's first row has. */
  columns: number;
  mapping: Mapping;
  zone: string;
  now: Date;
}

/** Longer than these cells ever are, unless a quotation mark is missing. */
const longestCell = 2_000;

/** The conversion in a row, or the row's problem. */
export function readConversion(row: Row, context: Context): NewConversion | RowProblem {
  const { mapping, zone, now } = context;
  const shape = shapeProblem(row, context);
  if (shape) return shape;
  const cell = (column: number | null) => (column === null ? '' : conversionText(row.cells[column] ?? ''));
  const wrong = (column: number | null, key: string): RowProblem => ({
    column,
    message: `conversions.row-${key}`,
  });

  const kindColumn = typeof mapping.kind === 'number' ? mapping.kind : null;
  const kind = kindColumn === null ? (mapping.kind as ConversionKind) : readKind(cell(kindColumn));
  if (!kind) return wrong(kindColumn, 'kind-unknown');

  const externalId = cell(mapping.externalId);
  if (!externalId) return wrong(mapping.externalId, 'id-missing');

  const at = readMoment(cell(mapping.at), mapping.dateFormat, zone, now);
  if (!at) return wrong(mapping.at, cell(mapping.at) ? 'at-unreadable' : 'at-missing');

  const conversion: NewConversion = { kind, externalId, at, via: 'csv' };
  const amount = cell(mapping.value);
  if (amount) {
    const currency = currencyCode(cell(mapping.currency)) || currencyIn(amount) || mapping.currencyForAll;
    if (!isCurrency(currency))
      return wrong(mapping.currency, currency ? 'currency-unknown' : 'currency-missing');
    const read = readAmount(amount, mapping.decimalMark!, currency);
    if ('problem' in read) return wrong(mapping.value, `value-${read.problem}`);
    if (read.minor < 0) return wrong(mapping.value, 'value-negative');
    Object.assign(conversion, { value: read.minor, currency });
  }
  const slug = readSlug(cell(mapping.slug));
  const clickId = readClickId(cell(mapping.clickId));
  return { ...conversion, ...(slug && { slug }), ...(clickId && { clickIds: [clickId] }) };
}

/** A problem of the row itself: its cells may be under the wrong headers. */
function shapeProblem({ broken, cells }: Row, context: Context): RowProblem | null {
  const { columns, mapping } = context;
  if (broken) return { column: null, message: `conversions.row-${broken}` };
  const values = { cells: cells.length, columns };
  if (cells.slice(columns).some((cell) => cell.trim()))
    return { column: null, message: { key: 'conversions.row-too-many-cells', values } };
  const mapped = mappedColumns(mapping);
  if (mapped.some((column) => column >= cells.length))
    return { column: null, message: { key: 'conversions.row-too-few-cells', values } };
  const long = mapped.find((column) => cells[column]!.length > longestCell);
  if (long !== undefined)
    return { column: long, message: { key: 'conversions.row-cell-long', values: { max: longestCell } } };
  const inLines = mapped.find((column) => lineBreak.test(conversionText(cells[column]!)));
  if (inLines !== undefined) return { column: inLines, message: 'conversions.row-line-break' };
  const swallowing = findSwallowedRow(cells, context);
  return swallowing < 0 ? null : { column: swallowing, message: 'conversions.row-holds-row' };
}

/** The columns that conversions are read from. */
const mappedColumns = (mapping: Mapping): number[] =>
  Object.values(mapping).filter((column) => typeof column === 'number');

type HowToRead = Pick<Context, 'mapping' | 'zone' | 'now'>;

const lineBreak = /\r\n|\n|\r/;

/**
 * The column of a cell that contains another row of the file, because a quotation mark is missing; -1 when there
 * is none.
 */
export function findSwallowedRow(cells: string[], how: HowToRead): number {
  const split = (line: string) => line.split(delimiters[how.mapping.delimiter], mostColumns + 1);
  return cells.findIndex((cell, at) => {
    const [first, ...others] = cell.split(lineBreak);
    if (!others.length) return false;
    if (others.some((line) => isLikeRow(split(line), how))) return true;
    // The cell began in one row and ended in another. The rest of those rows is in the cells before and after it.
    const [begun, ended] = [split(first!), split(others.at(-1)!)];
    const isTwoRows = [
      [...cells.slice(0, at), ...begun],
      [...ended, ...cells.slice(at + 1)],
    ];
    return isTwoRows.every((row) => isLikeRow(row, how));
  });
}

/** True when these cells contain the fields that an import needs. */
const isLikeRow = (cells: string[], { mapping, zone, now }: HowToRead): boolean =>
  conversionText(cells[mapping.externalId] ?? '') !== '' &&
  readMoment(conversionText(cells[mapping.at] ?? ''), mapping.dateFormat, zone, now) !== null;

/** The slug of a tracked link; the cell may contain the whole link, or the address that the link led to. */
function readSlug(cell: string): string {
  const found = /[?&]utm_content=([^&#\s]+)/i.exec(cell) ?? /\/l\/([^/?#\s]+)/.exec(cell);
  return found ? found[1]! : cell;
}

const clickInAddress = new RegExp(`[?&]${clickParameter}=([^&#\\s]+)`);

/** The id of a click; the cell may contain the whole address with the id. */
const readClickId = (cell: string): string => clickInAddress.exec(cell)?.[1] ?? cell;

/** The column that a field of a conversion was read from. */
export function columnOf(field: string, { kind, clickId, ...columns }: Mapping): number | null {
  const all: Record<string, unknown> = { ...columns, kind, clickIds: clickId };
  return typeof all[field] === 'number' ? all[field] : null;
}
