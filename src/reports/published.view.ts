import type { Response } from 'express';
import type { Visibility } from '../organization/index.js';
import { permits, type Person } from '../people/index.js';
import { localeIn, say } from '../platform/http/pages.js';
import { dayText, enumerationText, monthText } from '../platform/text/formats.js';
import { addDays } from '../platform/text/days.js';
import { addWeeks, weekNumber } from '../platform/text/weeks.js';
import { fewestContributors, lastClosedQuarter, type Weeks } from '../published-results/index.js';
import type { PublishedAnswer, PublishedLine } from './answer-from-published.js';
import { changeText } from './change-text.js';
import { drawChart } from './chart.view.js';
import { metrics, type Line, type Metric } from './metrics.js';
import { bySize, namesOf } from './name-lines.js';
import {
  breakdownsFor,
  kindOf,
  listPeriods,
  weeksOf,
  type PeriodKind,
  type PublishedBreakdown,
  type PublishedQuestion,
} from './published-question.js';
import {
  downloadsOf,
  linesOfPage,
  nameOf,
  tableView,
  totalFigures,
  visitsView,
  type ReportTable,
} from './report.view.js';

/** A question of a reader about published results, with its answer. */
export interface AskedPublished {
  question: PublishedQuestion;
  answer: PublishedAnswer;
  published: Weeks;
  reader: Person;
  visibility: Visibility;
}

/** How many people results come from is published nowhere. */
const contentMetrics = metrics.filter((metric) => metric !== 'advocates');
const peopleMetrics: Metric[] = ['posted', 'visitors'];

/** How many periods of each kind the form offers: about what people compare. */
const mostPeriods: Record<PeriodKind, number> = { week: 14, month: 13, quarter: 9, year: 5 };

/** What the page of published results prints. */
export async function publishedView(
  res: Response,
  asked: AskedPublished & {
    /** The page of the table, from 1. */
    page: number;
  },
) {
  const { question, answer, published, visibility } = asked;
  const { period, by } = question;
  const { total, lost, excluded, byWeek } = answer;
  const closed = lastClosedQuarter(published);
  const { lines, ...pages } = linesOfPage(inOrder(asked), asked.page, '/reports/results', { period, by });
  const address = (changes: Partial<PublishedQuestion>) =>
    addressOfQuestion('/reports/results', { ...question, ...changes });
  const chips = (Object.keys(mostPeriods) as PeriodKind[]).map((kind) => latestPeriod(kind, published));
  return {
    question,
    news: newsOf(res, total),
    lead: publishedPeriod(res, asked),
    downloads: downloadsOf((path) => addressOfQuestion(path, question)),
    chips: [...chips, ...(chips.includes(period) ? [] : [period])].map((one) => ({
      label: periodName(res, one),
      href: address({ period: one }),
      current: one === period,
    })),
    periods: (Object.keys(mostPeriods) as PeriodKind[]).map((kind) => ({
      label: say(res, `reports.period-${kind}`),
      options: listPeriods(published, kind)
        .slice(0, mostPeriods[kind])
        .map((one) => ({ value: one, label: periodName(res, one), selected: one === period })),
    })),
    tabs: breakdownsFor(visibility).map((other) => ({
      label: say(res, `reports.by-${other}`),
      href: address({ by: other }),
      current: other === by,
    })),
    note: say(res, `reports.published-note-${by}`, { fewest: fewestContributors }),
    missing: answer.missing && {
      text: missingWords(res, question, answer.missing),
      href: isAboutPeople(by) && closed && closed !== period ? address({ period: closed }) : null,
      label: closed && say(res, 'reports.published-closed-quarter', { quarter: periodName(res, closed) }),
    },
    figures: comparedFigures(res, answer),
    notCompared: answer.before ? '' : say(res, 'reports.not-compared'),
    lost,
    isEmpty: total.prepared + total.clicks + total.excluded === 0,
    table: tableView(res, await publishedTable(res, asked, lines)),
    ...pages,
    visits: visitsView(res, { clicks: total.clicks, excluded }),
    days: byWeek,
    charts: drawChart(byWeek),
  };
}

const shownFigures: Metric[] = ['posted', 'clicks', 'visitors', 'conversions', 'excluded'];

/** The totals, each with its change since the period before. */
function comparedFigures(res: Response, { total, before, currency }: PublishedAnswer) {
  const figures = totalFigures(res, total, currency, shownFigures);
  if (!before) return figures.map((figure) => ({ ...figure, change: '' }));
  const { count, isWhole, isAsLong } = before;
  const name = periodName(res, before.period);
  const weeks = { count, period: name };
  const period = !isWhole
    ? say(res, 'reports.first-weeks', weeks)
    : isAsLong
      ? name
      : say(res, 'reports.whole-weeks', weeks);
  return figures.map((figure) => {
    const [now, then] = [total[figure.metric], before.total[figure.metric]];
    const values = { period, change: then ? changeText(res, now, then) : '', count: now - then };
    const key = now === then ? 'same' : then ? 'change' : 'none';
    return { ...figure, change: say(res, `reports.compared-${key}`, values) };
  });
}

const isAboutPeople = (by: PublishedBreakdown) => by === 'team' || by === 'network';

/** The lines of a published report: most clicks first, weeks in order, and what stands under no post last. */
export function inOrder({
  question: { by },
  answer,
}: Pick<AskedPublished, 'question' | 'answer'>): PublishedLine[] {
  const isRest = ({ keys }: PublishedLine) => Number(keys[0] === '' && !isAboutPeople(by));
  if (by === 'week') return answer.lines;
  return [...answer.lines].sort((a, b) => isRest(a) - isRest(b) || bySize(a, b));
}

/** The table of a published report with some of its lines. */
export async function publishedTable(
  res: Response,
  { question: { by }, answer, reader }: AskedPublished,
  some: PublishedLine[],
): Promise<ReportTable> {
  const seesStudio = permits(reader.roles, 'work-in-studio');
  const nameOfKey =
    by === 'week'
      ? null
      : await namesOf(
          by,
          some.flatMap(({ keys }) => keys),
        );
  const wordOf = (key: string) => say(res, `reports.published-${key}`);
  const name = (key: string) => {
    if (!nameOfKey) return weekText(res, key);
    if (key === '' && !isAboutPeople(by)) return wordOf(by === 'post' ? 'other-posts' : 'other-results');
    return nameOf(res, nameOfKey(key));
  };
  const lines = some.map(({ keys, figures }) => ({
    key: keys.join(' '),
    name: enumerationText(localeIn(res), keys.map(name)),
    href: by === 'post' && keys[0] && seesStudio ? `/studio/posts/${keys[0]}` : null,
    colour: (keys.length === 1 && nameOfKey?.(keys[0]!).colour) || null,
    figures,
  }));
  return {
    title: say(res, `reports.by-${by}`),
    columns: isAboutPeople(by) ? peopleMetrics : contentMetrics,
    lines,
    currency: isAboutPeople(by) ? null : answer.currency,
  };
}

/** Why there is no table of teams or networks. */
export function missingWords(
  res: Response,
  { period }: PublishedQuestion,
  missing: NonNullable<PublishedAnswer['missing']>,
): string {
  const { last } = weeksOf(period)!;
  // It is published two days after its last week.
  const on = dayText(localeIn(res), addDays(addWeeks(last, 1), 2));
  return say(res, `reports.published-${missing}`, { on });
}

/** The period and up to which day it is published. */
export const publishedPeriod = (res: Response, { question, answer: { weeks } }: AskedPublished): string =>
  say(res, 'reports.published-period', {
    period: periodName(res, question.period),
    to: dayText(localeIn(res), addDays(weeks.last, 6)),
  });

/** The report in one sentence. */
function newsOf(res: Response, { visitors, posted }: Line): string {
  if (!posted) return say(res, 'reports.news-visitors', { count: visitors });
  if (!visitors) return say(res, 'reports.published-news-quiet', { count: posted });
  return say(res, 'reports.news', { count: visitors });
}

/** The last published week, or its month, quarter or year. */
const latestPeriod = (kind: PeriodKind, { last }: Weeks): string =>
  listPeriods({ first: last, last }, kind)[0]!;

/** A period as people say it: week 47, November 2026, quarter 4 of 2026, 2026. */
function periodName(res: Response, period: string): string {
  const kind = kindOf(period)!;
  if (kind === 'year') return period;
  if (kind === 'month') return monthText(localeIn(res), 'UTC', `${period}-01`);
  if (kind === 'week') return weekText(res, weeksOf(period)!.first);
  return say(res, 'reports.quarter', { quarter: period.slice(6), year: period.slice(0, 4) });
}

const weekText = (res: Response, week: string): string =>
  say(res, 'reports.week', {
    number: weekNumber(week),
    from: dayText(localeIn(res), week),
  });

const addressOfQuestion = (path: string, { period, by }: PublishedQuestion): string =>
  `${path}?${new URLSearchParams({ period, by }).toString()}`;
