import { stringify } from 'csv-stringify/sync';

type Cell = string | number;

/**
 * CSV that Excel opens directly: UTF-8 with a byte order mark, CRLF. A cell that a spreadsheet might run as a
 * formula gets an apostrophe (OWASP, CSV injection); numbers stay numbers.
 */
export function writeCsv(header: string[], rows: Cell[][]): string {
  return stringify([header, ...rows].map(defuse), { bom: true, ...options });
}

/** The same as a stream, for more rows than fit into memory. */
export async function* streamCsv(header: string[], parts: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  yield writeCsv(header, []);
  for await (const rows of parts) yield stringify(rows.map(defuse), options);
}

// Cells with a line break (even a lone LF) or another program's delimiter are quoted too.
const options = { record_delimiter: 'windows', quoted_match: /[\r\n\t;\u0085\u2028\u2029]/ } as const;

/** Characters that begin a formula, including full-width ones, which some spreadsheets read as the plain ones. */
const signs = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20';

/**
 * Where a program may see the beginning of a cell: at its start, and after a line break, tab or semicolon, because
 * a program with another delimiter ignores our quotation marks. Blanks, control characters and quotation marks may
 * come before.
 */
const separators = '\\r\\n\\t;\\u0085\\u2028\\u2029';
const formula = new RegExp(`(^|[${separators}])((?:(?![${separators}])[\\s"\\p{C}])*)(?=[${signs}])`, 'gu');

const defuse = (row: Cell[]): Cell[] =>
  row.map((cell) => (typeof cell === 'string' ? defuseText(cell) : cell));

/** Puts an apostrophe before each character that could begin a formula. */
function defuseText(text: string): string {
  const safe = text.replace(formula, "$1$2'");
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
}
