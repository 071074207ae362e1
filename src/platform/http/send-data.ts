import { setImmediate as turn } from 'node:timers/promises';
import type { Response } from 'express';
import type { DataCell, DataTable } from '../text/data-table.js';
import { streamCsv } from '../text/write-csv.js';
import type { Facts } from '../text/write-excel.js';
import { writeExcelApart } from '../text/write-excel-apart.js';

const excelType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Sends a table as a CSV file, `groundswell-<name>.csv`. */
export async function sendCsv(res: Response, name: string, { columns, rows }: DataTable): Promise<void> {
  const header = columns.map((column) => column.name);
  const parts: string[] = [];
  for await (const part of streamCsv(header, inPortions(rows))) parts.push(part);
  res.attachment(`groundswell-${name}.csv`).type('text/csv').send(parts.join(''));
}

const rowsPerTurn = 500;

/** The rows little by little: others are answered in between, as a long table takes a second. */
async function* inPortions(rows: DataCell[][]): AsyncGenerator<(string | number)[][]> {
  for (let from = 0; from < rows.length; from += rowsPerTurn) {
    await turn();
    yield rows.slice(from, from + rowsPerTurn).map((row) => row.map((cell) => cell ?? ''));
  }
}

/** Sends tables as an Excel workbook, `groundswell-<name>.xlsx`, with a sheet about them. */
export async function sendExcel(
  res: Response,
  name: string,
  tables: DataTable[],
  facts: Facts,
): Promise<void> {
  const workbook = await writeExcelApart(tables, facts);
  res.attachment(`groundswell-${name}.xlsx`).type(excelType).send(workbook);
}
