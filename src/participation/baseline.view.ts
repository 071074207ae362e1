import type { Response } from 'express';
import type { Visibility } from '../organization/index.js';
import { localeIn } from '../platform/http/pages.js';
import { dateText, monthNameText, monthText, numberText } from '../platform/text/formats.js';
import { weekNumber } from '../platform/text/weeks.js';
import { fewestContributors } from '../published-results/index.js';
import { amplificationView } from './amplification.view.js';
import { baselineColumns } from './baseline-data.js';
import { drawBaseline } from './baseline-chart.view.js';
import { congruencyView } from './congruency.view.js';
import type { AmplificationReport } from './get-amplification.js';
import type { BaselineMonth, BaselineReport } from './get-baseline.js';
import type { CongruencyReport } from './get-congruency.js';
import { cohortsView, groupsView } from './head-counts.view.js';
import { wordsOfBaseline, type SayOfBaseline } from './participation-words.js';

interface Asked {
  zone: string;
  visibility: Visibility;
}

/** What the page of the baseline prints. */
export async function baselineView(
  res: Response,
  reports: {
    baseline: BaselineReport;
    amplification: AmplificationReport | null;
    congruency: CongruencyReport;
  },
  { zone, visibility }: Asked,
  today: Date,
) {
  const words = wordsOfBaseline(res);
  const locale = localeIn(res);
  const { baseline, amplification, congruency } = reports;
  const { months, next, rule, week } = baseline;
  const last = months.at(-1);
  const at = (moment: Date) => dateText(locale, zone, moment);
  return {
    news: newsOf(words, locale, baseline, { at, today }),
    lead: [
      ...growthOf(words, months),
      ...(week && next
        ? [
            words('lead-closed', {
              week: weekNumber(week),
              month: monthNameText(locale, next.month),
              at: at(next.at),
            }),
          ]
        : []),
      ...(last ? [] : next ? [words('lead-open')] : []),
      ...(last?.regulars === null ? [words('lead-few', { fewest: fewestContributors })] : []),
    ].join(' '),
    what: rule && words('what', { becomes: rule.becomesAt, lapses: rule.lapsesAt }),
    isEmpty: !last && !next,
    downloads: (last || next) && {
      xlsx: '/reports/baseline.xlsx',
      tables: Object.keys(baselineColumns).map((table) => ({
        href: `/reports/baseline/${table}.csv`,
        label: words(`table-${table}`),
      })),
    },
    figure: baselineFigure(res, months),
    how: last?.regulars == null ? null : howView(words, locale, months, baseline),
    groups: last ? await groupsView(words, locale, baseline, visibility) : null,
    cohorts: last ? cohortsView(words, locale, baseline.cohorts) : null,
    amplification: amplificationView(words, locale, amplification, at),
    congruency: await congruencyView(words, congruency, at),
    fewest: fewestContributors,
  };
}

/** The months as a chart, with its table; without charts before the first month. */
export function baselineFigure(res: Response, months: BaselineMonth[]) {
  const words = wordsOfBaseline(res);
  const locale = localeIn(res);
  const last = months.at(-1);
  return {
    charts: last
      ? drawBaseline(months.map((month, index) => chartMonth(locale, month, months[index - 1])))
      : null,
    hasFew: months.some(({ regulars, flows }, index) => regulars === null || (index > 0 && !flows?.gains)),
    chartSummary: last && chartSummary(words, locale, last),
    rows: months.map((month, index) => tableRow(words, locale, month, months[index - 1])),
  };
}

interface Moment {
  at: (moment: Date) => string;
  today: Date;
}

function newsOf(words: SayOfBaseline, locale: string, baseline: BaselineReport, moment: Moment): string {
  const last = baseline.months.at(-1);
  const { gains, losses } = last?.flows ?? {};
  if (last?.regulars && gains?.total && losses?.total)
    return words('news-flows', {
      count: gains.total,
      month: monthNameText(locale, last.month),
      left: words('news-left', { count: losses.total }),
      now: words('news-now', { count: last.regulars }),
    });
  return changeOfRegulars(words, baseline, moment);
}

/** How many people share regularly, and how many more or fewer than a month before, in one sentence. */
export const regularsNews = (res: Response, baseline: BaselineReport, zone: string, today: Date): string =>
  changeOfRegulars(wordsOfBaseline(res), baseline, {
    at: (moment) => dateText(localeIn(res), zone, moment),
    today,
  });

function changeOfRegulars(
  words: SayOfBaseline,
  { months, next }: BaselineReport,
  { at, today }: Moment,
): string {
  const last = months.at(-1);
  if (!last && !next) return words('news-nobody');
  // Weeks that are long over are closed within minutes, after an upgrade for example.
  if (!last) return next!.at > today ? words('news-not-yet', { at: at(next!.at) }) : words('news-under-way');
  if (last.regulars === null) return words('news-few');
  if (last.regulars === 0) return words('news-none');
  const count = last.regulars;
  if (months.length === 1 || !last.flows) return words('news-first', { count });
  const { net } = last.flows;
  const now = words('news-first', { count });
  if (net === 0) return words('news-same', { now });
  return words(net > 0 ? 'news-more' : 'news-fewer', { now, count: Math.abs(net) });
}

/** How many of the last months grew the baseline, once there are some to compare. */
function growthOf(words: SayOfBaseline, months: BaselineMonth[]): string[] {
  const compared = months.slice(1).filter(({ flows }) => flows);
  if (compared.length < 3) return [];
  const grew = compared.filter(({ flows }) => flows!.net > 0).length;
  return [words('lead-grew', { count: grew, months: compared.length })];
}

function chartMonth(locale: string, month: BaselineMonth, before: BaselineMonth | undefined) {
  const year = month.month.slice(0, 4);
  const isFirst = before?.month.slice(0, 4) !== year;
  const flow = (total: number | undefined) => (before ? (total ?? null) : undefined);
  return {
    regulars: month.regulars,
    joined: flow(month.flows?.gains?.total),
    left: flow(month.flows?.losses?.total),
    name: monthNameText(locale, month.month, 'short'),
    year: isFirst ? year : '',
  };
}

const chartSummary = (words: SayOfBaseline, locale: string, { month, regulars }: BaselineMonth) => {
  const name = monthText(locale, 'UTC', `${month}-01`);
  return regulars === null
    ? words('chart-summary-few', { month: name })
    : words('chart-summary', { month: name, count: regulars });
};

/** A change with its sign, and no sign for zero. */
const signed = (locale: string, count: number, sign: '+' | '−'): string =>
  count === 0 ? numberText(locale, 0) : `${sign} ${numberText(locale, Math.abs(count))}`;

function tableRow(
  words: SayOfBaseline,
  locale: string,
  month: BaselineMonth,
  before: BaselineMonth | undefined,
) {
  const count = (value: number | null | undefined) =>
    value == null ? words('few') : numberText(locale, value);
  const { net, gains, losses } = month.flows ?? {};
  const flow = (value: string) => (before ? value : words('first-month'));
  return {
    name: monthText(locale, 'UTC', `${month.month}-01`),
    regulars: count(month.regulars),
    joined: flow(count(gains?.total)),
    left: flow(count(losses?.total)),
    net: flow(net === undefined ? words('few') : signed(locale, net, net > 0 ? '+' : '−')),
    first: count(month.firstTime),
  };
}

/** How the regulars of the month before became those of the last one, line by line. */
function howView(words: SayOfBaseline, locale: string, months: BaselineMonth[], { rule }: BaselineReport) {
  const last = months.at(-1)!;
  const before = months.at(-2);
  const month = monthNameText(locale, last.month);
  const first =
    last.firstTime === null
      ? words('how-first-few', { month })
      : words('how-first', { month, count: last.firstTime });
  const now = { label: words('how-now', { month }), value: numberText(locale, last.regulars!), isSum: true };
  const note = [first, ...(before ? [] : [words('how-begins', { month })]), words('late')].join(' ');
  if (before?.regulars == null || !last.flows) return { title: words('how', { month }), lines: [now], note };
  const { net, gains, losses } = last.flows;
  const line = (key: string, count: number, sign: '+' | '−', values = {}) => ({
    label: words(key, values),
    value: signed(locale, count, sign),
    isSum: false,
  });
  const lines =
    gains && losses
      ? [
          ...(gains.parts
            ? [line('how-new', gains.parts.isNew, '+'), line('how-returned', gains.parts.returned, '+')]
            : [line('how-gained', gains.total, '+')]),
          ...(losses.parts
            ? [
                line('how-lapsed', losses.parts.lapsed, '−', { count: rule?.lapsesAt ?? 0 }),
                line('how-left', losses.parts.left, '−'),
              ]
            : [line('how-lost', losses.total, '−')]),
        ]
      : [line('how-net', net, net > 0 ? '+' : '−', { fewest: fewestContributors })];
  return {
    title: words('how', { month }),
    lines: [
      {
        label: words('how-before', { month: monthNameText(locale, before.month) }),
        value: numberText(locale, before.regulars),
        isSum: false,
      },
      ...lines,
      now,
    ],
    note,
  };
}
