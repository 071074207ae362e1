import type { Response } from 'express';
import { fewestContributors } from '../published-results/index.js';
import { localeIn, say } from '../platform/http/pages.js';
import type { DataColumn, DataTable } from '../platform/text/data-table.js';
import { dayText } from '../platform/text/formats.js';
import { inMajorUnits } from '../platform/text/money.js';
import type { Facts } from '../platform/text/write-excel.js';
import { metrics, type Line } from './metrics.js';
import { missingWords, publishedPeriod, publishedTable, type AskedPublished } from './published.view.js';
import { filterView, tableOfEverybody, type AskedOfEverybody, type ReportTable } from './report.view.js';

/** Columns of verified and unverified conversions, where there are any. */
const conversionColumns = ['value', 'currency', 'unverified', 'unverified_value'] as const;

/** The columns of an exported report after its first one, which names what each line is about. */
export const reportColumns = ['key', ...metrics, ...conversionColumns] as const;

/** What a column of an exported report means, in the words of `text`. */
export const meaningOf = (column: (typeof reportColumns)[number], text: (key: string) => string): string =>
  text(`reports.meaning-${column.replace('_', '-')}`);

/** What a file with a report contains: its name, the table, and what else there is to know about it. */
export interface ReportData {
  name: string;
  table: DataTable;
  facts: Facts;
}

/** The report about everybody by name, with its period and the filters in use. */
export async function dataOfEverybody(res: Response, asked: AskedOfEverybody): Promise<ReportData> {
  const { by, from, to } = asked.question;
  const day = (value: string) => dayText(localeIn(res), value);
  const { inUse } = await filterView(res, asked.question);
  return {
    name: `by-${by}-${from}-${to}`,
    table: asData(res, by, tableOfEverybody(res, asked)),
    facts: [
      [say(res, 'reports.period-label'), say(res, 'reports.period', { from: day(from), to: day(to) })],
      ...inUse.map(({ name, label }): Facts[number] => [name, label]),
    ],
  };
}

/** The report of published results; of teams and networks that are not published, the reason. */
export async function dataOfPublished(res: Response, asked: AskedPublished): Promise<ReportData> {
  const { question, answer } = asked;
  const { by, period } = question;
  const table = asData(res, by, await publishedTable(res, asked));
  const note = say(res, `reports.published-note-${by}`, { fewest: fewestContributors });
  return {
    name: `by-${by}-${period}`,
    table: answer.missing ? { ...table, rows: [[missingWords(res, question, answer.missing)]] } : table,
    facts: [
      [say(res, 'reports.period-label'), publishedPeriod(res, asked)],
      [table.columns[0]!.meaning, note],
    ],
  };
}

/** A table of results as it is exported. Values are in whole units of the currency. */
function asData(res: Response, by: string, { title, columns, lines, currency }: ReportTable): DataTable {
  const names = ['key', ...columns, ...(currency ? conversionColumns : [])] as const;
  const ofConversions = ({ value, unverified, unverifiedValue }: Line) =>
    currency
      ? [inMajorUnits(value, currency), currency, unverified, inMajorUnits(unverifiedValue, currency)]
      : [];
  return {
    name: `by-${by}`,
    columns: [
      { name: by, meaning: title },
      ...names.map((name): DataColumn => ({ name, meaning: meaningOf(name, (key) => say(res, key)) })),
    ],
    rows: lines.map(({ key, name, figures }) => [
      name,
      key,
      ...columns.map((metric) => figures[metric]),
      ...ofConversions(figures),
    ]),
  };
}
