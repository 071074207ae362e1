import type { Response } from 'express';
import { dimensionNames, dimensions } from '../links/index.js';
import { sumOf } from '../platform/data/sums.js';
import { pageOf } from '../platform/data/paging.js';
import { pageLinks } from '../platform/http/page-links.js';
import { money } from '../platform/text/money.js';
import { localeIn, say } from '../platform/http/pages.js';
import { clickRuleRows } from '../clicks/index.js';
import { permits, type Person } from '../people/index.js';
import type { Answer } from './answer-question.js';
import { drawChart } from './chart.view.js';
import { dimensionNamings } from './dimension-names.js';
import { nameLines, type KeyedLine, type NamedLine } from './name-lines.js';
import { metrics, type Line, type Metric } from './metrics.js';
import { commonPeriods, filterNames, type Question } from './question.js';

/** A question of a reader about everybody, with its answer. */
export interface AskedOfEverybody {
  question: Question;
  answer: Answer;
  reader: Person;
}

/** What the page of a report prints, where the organization shows individual results. */
export async function reportView(
  res: Response,
  {
    question,
    answer,
    timeZone,
    reader,
    page,
  }: AskedOfEverybody & {
    timeZone: string;
    /** The page of the table, from 1. */
    page: number;
  },
  now: Date,
) {
  const { by, from, to } = question;
  const { total, currency, days, lost, excluded } = answer;
  const { lines, ...pages } = linesOfPage(answer.lines, page, '/reports/results', queryOf(question));
  return {
    note: dimensions[by].isAboutPeople ? say(res, `reports.visibility-${by}-individual`) : '',
    tabs: dimensionNames.map((other) => ({
      label: say(res, `reports.by-${other}`),
      href: addressOf('/reports/results', { ...question, by: other }),
      current: other === by,
    })),
    periods: commonPeriods(timeZone, now).map((period) => ({
      label: say(res, period.label),
      href: addressOf('/reports/results', { ...question, from: period.from, to: period.to }),
      current: period.from === from && period.to === to,
    })),
    news: newsOf(res, total),
    people: total.advocates,
    figures: totalFigures(res, total, currency),
    lost,
    byDay: by === 'day',
    isEmpty: total.prepared + total.clicks + total.excluded === 0,
    table: tableView(res, await tableOfEverybody(res, { question, answer, reader }, lines)),
    ...pages,
    visits: visitsView(res, { clicks: total.clicks, excluded }),
    days,
    charts: drawChart(days),
  };
}

/** A table of results, one line for each value of the breakdown: for the page and for files. */
export interface ReportTable {
  title: string;
  columns: readonly Metric[];
  lines: {
    /** What it is about: an id, a day, several ids of what is published together; empty when there is none. */
    key: string;
    name: string;
    href: string | null;
    colour: NamedLine['colour'];
    figures: Line;
  }[];
  /** ISO 4217: the currency of values. Null where conversions are not shown. */
  currency: string | null;
}

/** So many lines stand on a page of a table; files have all of them. */
const linesAtOnce = 50;

/** The lines of one page of a table, and the addresses of the pages around it. */
export function linesOfPage<L>(all: L[], page: number, path: string, query: Record<string, string>) {
  const { skip, ...place } = pageOf(page, { total: all.length, size: linesAtOnce });
  const { previous, next, ...links } = pageLinks(path, query, place);
  const toTable = (address: string) => address && `${address}#breakdown`;
  return {
    lines: all.slice(skip, skip + linesAtOnce),
    pagination: { ...links, previous: toTable(previous), next: toTable(next) },
  };
}

/** The table of individual results, of some of its lines. */
export async function tableOfEverybody(
  res: Response,
  { question: { by }, answer, reader }: AskedOfEverybody,
  some: KeyedLine[],
): Promise<ReportTable> {
  // Posts link to the studio, which not all readers can open.
  const seesStudio = permits(reader.roles, 'work-in-studio');
  return {
    title: say(res, `reports.by-${by}`),
    // When each line is one person, the number of advocates is left out.
    columns: metrics.filter((metric) => by !== 'advocate' || metric !== 'advocates'),
    lines: (await nameLines(by, some)).map(({ figures, href, ...line }) => ({
      key: line.key,
      name: nameOf(res, line),
      href: seesStudio ? href : null,
      colour: line.colour,
      figures,
    })),
    currency: answer.currency,
  };
}

/** The formats of files with the table of a report. */
export const formats = ['xlsx', 'csv'] as const;

/** The addresses of the files with the table of this page. */
export const downloadsOf = (addressAt: (path: string) => string) =>
  Object.fromEntries(formats.map((format) => [format, addressAt(`/reports/results.${format}`)]));

/** What the page prints of a table. */
export function tableView(res: Response, { title, columns, lines, currency }: ReportTable) {
  return {
    title,
    columns: columns.map((metric) => say(res, `reports.metric-${metric}`)),
    isWorth: currency !== null && lines.some(({ figures }) => figures.value > 0),
    hasUnverified: currency !== null && lines.some(({ figures }) => figures.unverified > 0),
    lines: lines.map(({ figures, ...line }) => ({
      ...line,
      cells: columns.map((metric) => ({
        title: say(res, `reports.metric-${metric}`),
        value: figures[metric],
      })),
      worth: currency && figures.value ? money(figures.value, currency, localeIn(res)) : '',
      unverified: figures.unverified,
    })),
  };
}

/** What became of all visits: those that count as clicks, and the others by reason. */
export function visitsView(
  res: Response,
  { clicks, excluded }: { clicks: number; excluded: Answer['excluded'] },
) {
  const reasons = new Map(clickRuleRows(localeIn(res)).map(({ name, label }) => [name, label]));
  return {
    clicks,
    all: clicks + sumOf(excluded.map(({ hits }) => hits)),
    excluded: excluded.map(({ reason, hits }) => ({ reason: reasons.get(reason) ?? reason, hits })),
  };
}

/** The report in one sentence. */
function newsOf(res: Response, { visitors, posted, advocates }: Line): string {
  if (!posted) return say(res, 'reports.news-visitors', { count: visitors });
  if (!visitors) return say(res, 'reports.news-quiet', { count: advocates });
  return say(res, 'reports.news', { count: visitors });
}

/** The total figures; the number of prepared shares is shown with the posted ones. */
export function totalFigures(
  res: Response,
  total: Line,
  currency: string,
  shown: readonly Metric[] = metrics.filter((metric) => metric !== 'prepared'),
) {
  const notes: Partial<Record<Metric, string>> = {
    posted: say(res, 'reports.of-prepared', { count: total.prepared }),
    conversions: conversionsNote(res, total, currency),
  };
  return metrics
    .filter((metric) => shown.includes(metric))
    .map((metric) => ({
      metric,
      label: say(res, `reports.metric-${metric}`),
      value: total[metric],
      note: notes[metric] ?? '',
    }));
}

/** The value of verified conversions and the number of unverified ones; zeros are left out. */
function conversionsNote(res: Response, { value, unverified }: Line, currency: string): string {
  if (!value && !unverified) return '';
  const key = !value ? 'unverified-beside' : unverified ? 'worth-unverified' : 'worth';
  const values = { value: money(value, currency, localeIn(res)), count: unverified };
  return say(res, { key: `reports.${key}`, values });
}

export const nameOf = (res: Response, { name }: Pick<NamedLine, 'name'>): string =>
  typeof name === 'string' ? name : say(res, name);

/** The address of the report for this question. */
export const addressOf = (path: string, question: Question): string =>
  `${path}?${new URLSearchParams(queryOf(question)).toString()}`;

const queryOf = ({ from, to, by, where }: Question) => ({ from, to, by, ...where });

/**
 * The choices of the filter form with the current ones selected, and the filters in use, each with the address
 * without it.
 */
export async function filterView(res: Response, question: Question) {
  const { where } = question;
  const filters = await Promise.all(
    filterNames.map(async (name) => {
      const keys = (await dimensionNamings[name].list?.()) ?? [];
      const choices = keys.map((one) => ({
        value: one.key,
        label: nameOf(res, one),
        colour: one.colour ?? null,
      }));
      const all = { value: '', label: say(res, `reports.all-${name}`), colour: null };
      const options = [all, ...choices].map((option) => ({
        ...option,
        selected: option.value === (where[name] ?? ''),
      }));
      return { name, label: say(res, `reports.by-${name}`), options, hasSwatches: name === 'topic' };
    }),
  );
  const inUse = filters.flatMap(({ name, label, options }) => {
    const chosen = options.find(({ value, selected }) => value !== '' && selected);
    const { [name]: _chosen, ...others } = where;
    return chosen
      ? [
          {
            name: label,
            label: chosen.label,
            colour: chosen.colour,
            href: addressOf('/reports/results', { ...question, where: others }),
          },
        ]
      : [];
  });
  return { filters, inUse };
}
