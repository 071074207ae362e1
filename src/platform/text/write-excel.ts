import writeWorkbook, { type Row, type SheetData } from 'write-excel-file/node';
import type { DataCell, DataTable } from './data-table.js';

/** What the last sheet says about the whole file: a name and its value in each line. */
export type Facts = [name: string, value: string][];

/**
 * An Excel workbook with a sheet for each table, and last a sheet `about` with the facts of this export and the meaning
 * of each column. Texts are stored as texts, so that none runs as a formula;
 * characters that XML does not allow are left out.
 */
export function writeExcel(tables: DataTable[], facts: Facts): Promise<Buffer> {
  const sheets = tables.map(({ name, columns, rows }) => ({
    sheet: name,
    stickyRowsCount: 1,
    columns: columns.map((column, n) => ({ width: widthOf([column.name, ...rows.map((row) => row[n])]) })),
    data: [headOf(columns.map((column) => column.name)), ...rows.map(rowOf)],
  }));
  const about: SheetData = [
    ...facts.map((line) => rowOf(line)),
    [],
    headOf(['sheet', 'column', 'meaning']),
    ...tables.flatMap(({ name, columns }) =>
      columns.map((column) => [
        cellOf(name),
        cellOf(column.name),
        { ...cellOf(column.meaning), wrap: true, alignVertical: 'top' as const },
      ]),
    ),
  ];
  const widths = [{ width: 24 }, { width: 28 }, { width: 90 }];
  return writeWorkbook([...sheets, { sheet: 'about', columns: widths, data: about }]).toBuffer();
}

const widest = 60;
const widthOf = (cells: (DataCell | undefined)[]): number =>
  Math.min(widest, 2 + cells.reduce<number>((most, cell) => Math.max(most, String(cell ?? '').length), 8));

const headOf = (names: string[]): Row => names.map((value) => ({ ...cellOf(value), fontWeight: 'bold' }));
const rowOf = (cells: DataCell[]): Row => cells.map((cell) => (cell === null ? null : cellOf(cell)));

const cellOf = (value: string | number) =>
  typeof value === 'number' ? { value, type: Number } : { value: findable(value), type: String };

/** The library looks texts up in a plain object, where `constructor` is something else: a blank makes it a text. */
const findable = (text: string): string => (text in {} ? `${text} ` : text);
