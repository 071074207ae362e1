import type { Response } from 'express';
import { inMajorUnits } from '../platform/text/money.js';
import { say } from '../platform/http/pages.js';
import { writeCsv } from '../platform/text/write-csv.js';
import type { ReportTable } from './report.view.js';

/** Sends a table as a CSV file. Values are in whole units of the currency. */
export function sendTable(
  res: Response,
  { title, columns, lines, currency }: ReportTable,
  { name, instead }: { name: string; instead?: string | undefined },
): void {
  const titles = [
    title,
    ...columns.map((metric) => say(res, `reports.metric-${metric}`)),
    ...(currency
      ? [
          say(res, 'reports.value-in', { currency }),
          say(res, 'reports.unverified'),
          say(res, 'reports.unverified-value-in', { currency }),
        ]
      : []),
  ];
  const rows = lines.map(({ name: line, figures }) => [
    line,
    ...columns.map((metric) => figures[metric]),
    ...(currency
      ? [
          inMajorUnits(figures.value, currency),
          figures.unverified,
          inMajorUnits(figures.unverifiedValue, currency),
        ]
      : []),
  ]);
  if (instead) rows.push([instead]);
  res.attachment(`groundswell-${name}.csv`).type('text/csv').send(writeCsv(titles, rows));
}
