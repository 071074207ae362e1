import { stringify } from 'csv-stringify/sync';

type Cell = string | number;

/**
 * CSV that Excel opens as it is: UTF-8 with a byte order mark, CRLF. A cell that a spreadsheet would run as a
 * formula is led by an apostrophe (OWASP, CSV injection); numbers stay numbers.
 */
export function writeCsv(header: string[], rows: Cell[][]): string {
  return stringify([header, ...rows].map(defuse), { bom: true, record_delimiter: 'windows' });
}

/** The same for more than fits into memory: the rows come and leave in parts. */
export async function* streamCsv(header: string[], parts: AsyncIterable<Cell[][]>): AsyncGenerator<string> {
  yield writeCsv(header, []);
  for await (const rows of parts) yield stringify(rows.map(defuse), { record_delimiter: 'windows' });
}

const defuse = (row: Cell[]): Cell[] =>
  row.map((cell) => (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
