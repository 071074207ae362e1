import { stringify } from 'csv-stringify/sync';

/**
 * CSV that Excel opens as it is: UTF-8 with a byte order mark, CRLF. A cell that a spreadsheet would run as a
 * formula is led by an apostrophe (OWASP, CSV injection); numbers stay numbers.
 */
export function writeCsv(header: string[], rows: (string | number)[][]): string {
  const defused = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : defuse(cell))));
  return stringify([header.map(defuse), ...defused], { bom: true, record_delimiter: 'windows' });
}

const defuse = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
