import type { Response } from 'express';
import type { Visibility } from '../organization/index.js';
import { listTeams } from '../people/index.js';
import { localeIn, say } from '../platform/http/pages.js';
import { listText, monthNameText, monthText, numberText, dateText } from '../platform/text/formats.js';
import { weekNumber } from '../platform/text/weeks.js';
import { listTopics } from '../posts/index.js';
import { fewestContributors } from '../published-results/index.js';
import { drawBaseline } from './baseline-chart.view.js';
import type { AmplificationReport } from './get-amplification.js';
import type { BaselineMonth, BaselineReport, Cohort } from './get-baseline.js';
import type { CongruencyReport, ShownTheme } from './get-congruency.js';
import type { HeadCounts } from './head-counts.js';

interface Asked {
  zone: string;
  visibility: Visibility;
}

type Say = (key: string, values?: Record<string, unknown>) => string;

const wordsIn =
  (res: Response): Say =>
  (key, values = {}) =>
    say(res, `participation.${key}`, values);

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
  const words = wordsIn(res);
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
    charts: last
      ? drawBaseline(months.map((month, index) => chartMonth(locale, month, months[index - 1])))
      : null,
    hasFew: months.some(({ regulars, flows }, index) => regulars === null || (index > 0 && !flows?.gains)),
    chartSummary: last && chartSummary(words, locale, last),
    rows: months.map((month, index) => tableRow(words, locale, month, months[index - 1])),
    how: last?.regulars == null ? null : howView(words, locale, months, baseline),
    groups: last ? await groupsView(words, locale, baseline, visibility) : null,
    cohorts: last ? cohortsView(words, locale, baseline.cohorts) : null,
    amplification: amplificationView(words, locale, amplification, at),
    congruency: await congruencyView(words, congruency, at),
    fewest: fewestContributors,
  };
}

function newsOf(
  words: Say,
  locale: string,
  { months, next }: BaselineReport,
  { at, today }: { at: (moment: Date) => string; today: Date },
) {
  const last = months.at(-1);
  if (!last && !next) return words('news-nobody');
  // Weeks that are long over are closed within minutes, after an upgrade for example.
  if (!last) return next!.at > today ? words('news-not-yet', { at: at(next!.at) }) : words('news-under-way');
  if (last.regulars === null) return words('news-few');
  if (last.regulars === 0) return words('news-none');
  if (months.length === 1 || !last.flows) return words('news-first', { count: last.regulars });
  const { net, gains, losses } = last.flows;
  const count = last.regulars;
  if (gains?.total && losses?.total)
    return words('news-flows', {
      count: gains.total,
      month: monthNameText(locale, last.month),
      left: words('news-left', { count: losses.total }),
      now: words('news-now', { count }),
    });
  const now = words('news-first', { count });
  if (net === 0) return words('news-same', { now });
  return words(net > 0 ? 'news-more' : 'news-fewer', { now, count: Math.abs(net) });
}

/** How many of the last months grew the baseline, once there are some to compare. */
function growthOf(words: Say, months: BaselineMonth[]): string[] {
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

const chartSummary = (words: Say, locale: string, { month, regulars }: BaselineMonth) => {
  const name = monthText(locale, 'UTC', `${month}-01`);
  return regulars === null
    ? words('chart-summary-few', { month: name })
    : words('chart-summary', { month: name, count: regulars });
};

/** A change with its sign, and no sign for zero. */
const signed = (locale: string, count: number, sign: '+' | '−'): string =>
  count === 0 ? numberText(locale, 0) : `${sign} ${numberText(locale, Math.abs(count))}`;

function tableRow(words: Say, locale: string, month: BaselineMonth, before: BaselineMonth | undefined) {
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
function howView(words: Say, locale: string, months: BaselineMonth[], { rule }: BaselineReport) {
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

async function groupsView(
  words: Say,
  locale: string,
  { people, months }: BaselineReport,
  visibility: Visibility,
) {
  if (!people) return null;
  const month = monthNameText(locale, months.at(-1)!.month);
  const isOpen = visibility === 'individual';
  const isCounted = people.columns.length > 1;
  const groups = visibility === 'aggregate-only' ? [together(people)] : people.groups;
  const lead = isOpen
    ? words('groups-lead-open', { month })
    : visibility === 'aggregate-only'
      ? words('groups-closed')
      : groups.length < 2
        ? words('groups-one', { fewest: fewestContributors })
        : words('groups-lead', { month, fewest: fewestContributors });
  if (!isCounted || !groups.length) return { few: words('groups-few') };
  const teams = new Map((await listTeams()).map((team) => [team.id, team]));
  const nameOf = (teamId: string | null) => {
    const team = teamId === null ? undefined : teams.get(teamId);
    if (teamId === null) return words('no-team');
    if (!team) return words('deleted-team');
    return team.endedAt ? words('ended', { name: team.name }) : team.name;
  };
  return {
    lead,
    columns: people.columns.map((column) => words(`class-${column.join('-')}`)),
    rows: groups.map(({ teamIds, counts }) => ({
      name: groups.length === 1 ? words('total') : listText(locale, teamIds.map(nameOf).sort()),
      cells: counts.map((value, n) => ({ value, title: words(`class-${people.columns[n]!.join('-')}`) })),
    })),
  };
}

const together = ({ columns, groups }: HeadCounts): HeadCounts['groups'][number] => ({
  teamIds: [],
  counts: columns.map((_, n) => groups.reduce((sum, { counts }) => sum + counts[n]!, 0)),
});

/** Months after the first posting, as columns. */
function cohortsView(words: Say, locale: string, cohorts: Cohort[]) {
  const shown = cohorts.filter(({ people }) => people !== null);
  if (!shown.length) return { few: words('cohorts-few') };
  const columns = Array.from({ length: Math.max(...shown.map(({ later }) => later.length)) }, (_, n) =>
    words('column-later', { count: n + 1 }),
  );
  const count = (active: number | null | undefined) =>
    active === undefined ? '' : active === null ? words('few') : numberText(locale, active);
  return {
    columns,
    rows: shown.map(({ month, people, later }) => ({
      name: monthText(locale, 'UTC', `${month}-01`),
      people: count(people),
      cells: columns.map((title, n) => ({ title, text: count(later[n]) })),
    })),
  };
}

const quarterOf = (words: Say, quarter: string, key: 'quarter' | 'quarter-title') =>
  words(`${key}-${quarter.slice(-1)}`, { year: quarter.slice(0, 4) });

function amplificationView(
  words: Say,
  locale: string,
  report: AmplificationReport | null,
  at: (moment: Date) => string,
) {
  if (!report)
    return { title: words('amplification-none'), note: words('amplification-not-yet'), factors: null };
  const quarter = quarterOf(words, report.quarter, 'quarter');
  if (!report.now)
    return {
      title: words('amplification-none'),
      note: report.hasPosts
        ? words('amplification-later', { quarter, at: at(report.nextAt) })
        : words('amplification-first', {
            quarter: quarterOf(words, report.next, 'quarter'),
            at: at(report.nextAt),
          }),
      factors: null,
    };
  const { offered, share, perPosting, visitors, posts } = report.now;
  const tenth = (value: number) => numberText(locale, Math.round(value * 10) / 10);
  const now = words('amplification', { count: Math.round(visitors) });
  const factor = (figure: string, key: string, sign: string) => ({ figure, label: words(key), sign });
  return {
    title: report.before
      ? words('amplification-before', {
          now,
          quarter: quarterOf(words, previous(report.quarter), 'quarter'),
          before: numberText(locale, Math.round(report.before.visitors)),
        })
      : now,
    note: words('amplification-lead', { count: posts, quarter }),
    multiplier: words('multiplier', { multiplier: tenth(share * perPosting) }),
    factors: [
      factor(numberText(locale, Math.round(offered)), 'factor-offered', ''),
      factor(words('percent', { share: Math.round(share * 100) }), 'factor-share', '×'),
      factor(tenth(perPosting), 'factor-each', '×'),
      factor(numberText(locale, Math.round(visitors)), 'factor-result', '='),
    ],
  };
}

function previous(quarter: string): string {
  const [year, number] = [Number(quarter.slice(0, 4)), Number(quarter.slice(-1))];
  return number === 1 ? `${year - 1}-Q4` : `${year}-Q${number - 1}`;
}

async function congruencyView(words: Say, report: CongruencyReport, at: (moment: Date) => string) {
  const topics = new Map((await listTopics()).map((topic) => [topic.id, topic]));
  const themes = report.themes.flatMap((theme) => {
    const topic = topics.get(theme.topicId);
    return topic ? [themeView(words, theme, topic, report.isClosed)] : [];
  });
  const quarter = quarterOf(words, report.quarter, 'quarter-title');
  if (!themes.length) return { title: words('congruency'), note: words('congruency-none'), themes };
  const congruent = themes.filter((theme) => theme.isCongruent).length;
  const gaps = themes.length - congruent;
  const found = !gaps
    ? words('congruency-all')
    : themes.length === 1
      ? words('congruency-only')
      : words('congruency-some', {
          count: congruent,
          all: themes.length,
          gaps: words('congruency-gaps', { count: gaps }),
        });
  return {
    title: report.isClosed ? found : words('congruency'),
    note: words(report.isClosed ? 'congruency-lead' : 'congruency-running', {
      quarter,
      at: at(report.nextAt),
    }),
    themes: themes.sort((a, b) => a.name.localeCompare(b.name)),
    isClosed: report.isClosed,
  };
}

function themeView(
  words: Say,
  { isCongruent, cells }: ShownTheme,
  { name, colour }: { name: string; colour: string },
  isClosed: boolean,
) {
  return {
    ...{ name, colour, isCongruent },
    cells: cells.map(({ level, offered, posted, state, turn }) => ({
      level: words(`level-${level}`),
      isEmpty: state === 'empty',
      state: isClosed && state !== 'empty' ? state : '',
      stateWord: isClosed ? words(state === 'occurred' ? 'state-occurred' : 'state-hardly') : '',
      offered: state === 'empty' ? words(`empty-${level}`) : words('offered', { count: offered }),
      posted:
        state === 'empty' && turn
          ? words(`turn-${turn}`)
          : !isClosed
            ? ''
            : posted === null
              ? words('posted-few', { fewest: fewestContributors })
              : words('posted', { count: posted }),
    })),
  };
}
