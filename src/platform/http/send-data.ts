import type { Response } from 'express';
import type { DataTable } from '../text/data-table.js';
import { writeCsv } from '../text/write-csv.js';
import { writeExcel, type Facts } from '../text/write-excel.js';

const excelType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Sends a table as a CSV file, `groundswell-<name>.csv`. */
export function sendCsv(res: Response, name: string, { columns, rows }: DataTable): void {
  const csv = writeCsv(
    columns.map((column) => column.name),
    rows.map((row) => row.map((cell) => cell ?? '')),
  );
  res.attachment(`groundswell-${name}.csv`).type('text/csv').send(csv);
}

/** Sends tables as an Excel workbook, `groundswell-<name>.xlsx`, with a sheet about them. */
export async function sendExcel(
  res: Response,
  name: string,
  tables: DataTable[],
  facts: Facts,
): Promise<void> {
  const workbook = await writeExcel(tables, facts);
  res.attachment(`groundswell-${name}.xlsx`).type(excelType).send(workbook);
}
