import { parse, type CsvError } from 'csv-parse/sync';
import { mostColumns } from './table-limits.js';

/** The end of a row: its offset in bytes, and the number of the next line. */
export interface Position {
  offset: number;
  line: number;
}

export interface Row {
  /** The number of its first line, as shown in an editor. */
  line: number;
  cells: string[];
  /** Its quotation marks don't match, or it never ends. The row consists of its first line only. */
  broken?: 'quotes' | 'endless';
  end: Position;
}

/** Longer than any real row: a longer one has lost a quotation mark. */
export const longestRow = 2 * 1024 * 1024;

/** One more than the columns that a file may have, so that a row that is too wide is recognised. */
const mostCells = mostColumns + 1;

/** How much is stored of a line that can't be read. */
const longestShown = 500;

const recordDelimiters = ['\r\n', '\n', '\r'];
const [cr, lf, blank, tab] = [13, 10, 32, 9];

/**
 * The complete rows of a part of a file, and where they end. `start` is the beginning of a row. Unless the part is
 * the last one, its last row may continue in the next part, so it is left out. If no row was complete, the caller
 * has to pass a longer part. A row that can't be read is one broken row, and reading continues with its next line.
 * Blank rows are skipped.
 */
export function readRows(part: Buffer, delimiter: string, start: Position, isLast: boolean) {
  const rows: Row[] = [];
  let from = 0;
  let line = start.line;
  const positioned = (): Position => ({ offset: start.offset + from, line });
  const add = (to: number, row: Pick<Row, 'cells' | 'broken'>) => {
    const first = line + countLines(part, from, Math.min(to, skipBlankLines(part, from)));
    line += countLines(part, from, to);
    from = to;
    if (row.broken || row.cells.some((cell) => cell.trim()))
      rows.push({ ...row, line: first, end: positioned() });
  };
  while (from < part.length) {
    const base = from;
    const mayGoOn = !isLast && part.length - base < longestRow;
    const found: { cells: string[]; to: number }[] = [];
    const error = parseInto(part.subarray(base), delimiter, (cells, bytes) =>
      found.push({ cells: cells.slice(0, mostCells), to: base + bytes }),
    );
    if (!error && !isLast) found.pop();
    for (const { cells, to } of found) add(to, { cells });
    // Only blank lines are left.
    if (!error && isLast) add(part.length, { cells: [] });
    if (!error || (error.code === 'CSV_QUOTE_NOT_CLOSED' && mayGoOn)) break;
    const begins = skipBlankLines(part, from);
    const to = endOfLine(part, begins);
    if (mayGoOn && to === part.length) break;
    const unquoted =
      error.code === 'INVALID_OPENING_QUOTE' && lineAsItStands(part.subarray(begins, to), delimiter);
    if (unquoted) {
      add(to, { cells: unquoted });
      continue;
    }
    const shown = part.toString('utf8', begins, Math.min(to, begins + longestShown)).trimEnd();
    add(to, { cells: [shown], broken: error.code === 'CSV_MAX_RECORD_SIZE' ? 'endless' : 'quotes' });
  }
  return { rows, end: positioned() };
}

/** The cells of a line with quotation marks within its cells: `A,B "C",D`. Undefined when it has others. */
function lineAsItStands(line: Buffer, delimiter: string): string[] | undefined {
  const found: string[][] = [];
  const error = parseInto(line, delimiter, (cells) => found.push(cells.slice(0, mostCells)), true);
  return error || found.length > 1 ? undefined : found[0];
}

function parseInto(
  part: Buffer,
  delimiter: string,
  onRow: (cells: string[], bytes: number) => unknown,
  relaxed = false,
): CsvError | undefined {
  try {
    parse(part, {
      delimiter,
      record_delimiter: recordDelimiters,
      relax_column_count: true,
      relax_quotes: relaxed,
      // Blanks around quotation marks are not part of a cell.
      trim: true,
      skip_empty_lines: true,
      max_record_size: longestRow,
      on_record: (cells: string[], { bytes }) => {
        onRow(cells, bytes);
        return null;
      },
    });
    return undefined;
  } catch (error) {
    return error as CsvError;
  }
}

const isBreak = (byte: number | undefined) => byte === cr || byte === lf;

/** The number of line ends between two positions. CRLF counts once; a single CR counts too. */
function countLines(part: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let n = from; n < to; n += 1) if (part[n] === lf || (part[n] === cr && part[n + 1] !== lf)) lines += 1;
  return lines;
}

function skipBlankLines(part: Buffer, from: number): number {
  let start = from;
  for (let n = from; isBreak(part[n]) || part[n] === blank || part[n] === tab; n += 1)
    if (isBreak(part[n])) start = n + 1;
  return start;
}

function endOfLine(part: Buffer, from: number): number {
  let n = from;
  while (n < part.length && !isBreak(part[n])) n += 1;
  return n + (part[n] === cr && part[n + 1] === lf ? 2 : n < part.length ? 1 : 0);
}
