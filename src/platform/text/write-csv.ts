import { stringify } from 'csv-stringify/sync';

type Cell = string | number;

/**
 * CSV that Excel opens as it is: UTF-8 with a byte order mark, CRLF. A cell that a spreadsheet might run as a formula
 * is led by an apostrophe (OWASP, CSV injection); numbers stay numbers.
 */
export function writeCsv(header: string[], rows: Cell[][]): string {
  return stringify([header, ...rows].map(defuse), { bom: true, ...options });
}

/** The same for more than fits into memory: the rows come and leave in parts. */
export async function* streamCsv(header: string[], parts: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  yield writeCsv(header, []);
  for await (const rows of parts) yield stringify(rows.map(defuse), options);
}

// What has a line break or another program's delimiter in it stands in quotation marks too, a lone LF included.
const options = { record_delimiter: 'windows', quoted_match: /[\r\n\t;\u0085\u2028\u2029]/ } as const;

/** Characters that begin a formula, the full-width ones included: some spreadsheets read those as the plain ones. */
const signs = '=+\\-@\uFF1D\uFF0B\uFF0D\uFF20';

/**
 * Where a program may take a cell to begin: at its start, and behind a line break, tab or semicolon, as a program with
 * another delimiter does not see our quotation marks. Blanks, control characters and quotation marks may come first.
 */
const separators = '\\r\\n\\t;\\u0085\\u2028\\u2029';
const formula = new RegExp(`(^|[${separators}])((?:(?![${separators}])[\\s"\\p{C}])*)(?=[${signs}])`, 'gu');

const defuse = (row: Cell[]): Cell[] =>
  row.map((cell) => (typeof cell === 'string' ? defuseText(cell) : cell));

/** The text with an apostrophe before each character that could begin a formula. */
function defuseText(text: string): string {
  const safe = text.replace(formula, "$1$2'");
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe;
}
