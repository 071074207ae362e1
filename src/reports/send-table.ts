import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { inMajorUnits } from '../platform/text/money.js';
import { say } from '../platform/http/pages.js';
import { streamCsv } from '../platform/text/write-csv.js';
import type { ReportTable } from './report.view.js';

const linesAtOnce = 500;

/** Sends a table as a CSV file, some lines at a time. Values are in whole units of the currency. */
export async function sendTable<L>(
  res: Response,
  lines: L[],
  {
    name,
    tableOf,
    instead,
  }: {
    name: string;
    /** The table with some of the lines, which may have none. */
    tableOf: (some: L[]) => ReportTable | Promise<ReportTable>;
    instead?: string | undefined;
  },
): Promise<void> {
  const { title, columns, currency } = await tableOf([]);
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
  const rowsOf = (table: ReportTable) =>
    table.lines.map(({ name: line, figures }) => [
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
  const parts = async function* () {
    for (let n = 0; n < lines.length; n += linesAtOnce)
      yield rowsOf(await tableOf(lines.slice(n, n + linesAtOnce)));
    if (instead) yield [[instead]];
  };
  res.attachment(`groundswell-${name}.csv`).type('text/csv');
  await pipeline(Readable.from(streamCsv(titles, parts())), res);
}
