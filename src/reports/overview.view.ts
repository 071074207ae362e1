import type { Response } from 'express';
import { goalBar, goalStateView, nextStepText, roundText, type MeasuredGoal } from '../goals/index.js';
import { baselineFigure, regularsNews } from '../participation/index.js';
import { localeIn, say } from '../platform/http/pages.js';
import { sumOf } from '../platform/data/sums.js';
import { dayText, enumerationText, numberText } from '../platform/text/formats.js';
import { fewestContributors } from '../published-results/index.js';
import { metricOf, nextStep } from '../strategy/index.js';
import type { Finding, FindingRule } from './findings.js';
import type { AreaResults, ResultsOfAreas } from './read-areas.js';
import type { Overview } from './read-overview.js';
import { trendOf } from './trend.js';
import { changeText } from './change-text.js';

/** How many goals are listed: those that need somebody come first. On paper all has to fit two sheets. */
const mostGoals = { screen: 8, paper: 6 };

/** The order of goals in the list. */
const order = ['behind', 'no-figure', 'on-course', 'ahead', 'unmeasurable', 'not-begun'] as const;

/** What the overview of a sponsor prints, on the screen and on paper. */
export function overviewView(res: Response, overview: Overview, place: keyof typeof mostGoals) {
  const { zone, now, funnel, measured, baseline, areas, findings, thanks } = overview;
  const goals = funnel.goals.flatMap((goal) => {
    const found = measured.get(goal.id);
    return found ? [{ ...goal, ...found }] : [];
  });
  const behind = goals.filter(({ state }) => state.name === 'behind').length;
  const next = nextStep(funnel);
  const shown = [...goals]
    .sort((a, b) => order.indexOf(a.state.name) - order.indexOf(b.state.name))
    .slice(0, mostGoals[place]);
  const figure = baselineFigure(res, baseline.months);
  return {
    news: say(res, 'reports.overview-news', {
      regulars: regularsNews(res, baseline, zone, now),
      goals: goalsNews(res, goals.length, behind),
    }),
    lead: visitorsText(res, areas),
    sponsor: funnel.mission?.sponsor?.name ?? '',
    goals: shown.map(({ id, owner, valueArea, ...found }) => ({
      id,
      area: say(res, `common.area-${valueArea}`),
      owner: owner?.name ?? '',
      ...goalRow(res, found),
    })),
    goalsTitle: say(res, 'reports.overview-goals', { count: goals.length }),
    more: goals.length - shown.length,
    next: goals.length
      ? null
      : {
          heading: next ? nextStepText(res, next) : say(res, 'reports.overview-all-ended'),
          text: say(res, 'reports.overview-no-goals-text'),
        },
    figure: { ...figure, few: say(res, 'reports.overview-few', { fewest: fewestContributors }) },
    findings: findings.map((finding, index) => findingView(res, finding, index)),
    areas: areasView(res, overview, goals),
    areasLead: areas.to && say(res, 'reports.areas-lead', { day: dayText(localeIn(res), areas.to) }),
    thanks: thanks && {
      text: thanks.latest.text,
      from: thanks.latest.from ?? say(res, 'recognition.former-colleague'),
      to: thanks.latest.to ?? say(res, 'recognition.to-former-colleague'),
      area: say(res, `common.area-${thanks.latest.area}`),
      more: thanks.more,
    },
  };
}

function goalsNews(res: Response, all: number, behind: number): string {
  if (!all) return say(res, 'reports.overview-no-goals');
  if (all === 1) return say(res, `reports.overview-only-${behind ? 'behind' : 'not-behind'}`);
  return say(res, 'reports.overview-behind', { count: behind, all: numberText(localeIn(res), all) });
}

/** How many visitors came in four weeks, and in the four before. */
function visitorsText(res: Response, { to, hasBefore, areas }: ResultsOfAreas): string {
  if (!to) return say(res, 'reports.overview-unpublished', { fewest: fewestContributors });
  const [count, before] = [
    sumOf(areas.map(({ visitors }) => visitors)),
    sumOf(areas.map((area) => area.before)),
  ];
  const values = { count, day: dayText(localeIn(res), to) };
  if (!hasBefore || !before) return say(res, 'reports.overview-visitors', values);
  const change = changeText(res, count, before);
  return say(res, count === before ? 'reports.overview-visitors-same' : 'reports.overview-visitors-change', {
    ...values,
    change,
  });
}

function goalRow(res: Response, measured: Pick<MeasuredGoal, 'goal' | 'state' | 'points' | 'isLate'>) {
  const { goal, state, points } = measured;
  const { kind, unit } = metricOf(goal.metric);
  const text = (value: number) =>
    unit === 'percent'
      ? say(res, 'reports.percent', { value: roundText(res, value) })
      : roundText(res, value);
  const trend = trendOf(points, { ...goal, isSum: kind === 'sum' });
  return {
    title: goal.title,
    state: goalStateView(res, state),
    bar: goalBar(measured),
    value: state.value === null ? '' : text(state.value),
    target: text(goal.target),
    until: dayText(localeIn(res), goal.to),
    expected: state.expected === null ? '' : text(state.expected),
    trend:
      trend === null
        ? ''
        : say(
            res,
            trend < 0 ? 'reports.trend-less' : trend > 0 ? 'reports.trend-more' : 'reports.trend-same',
            {
              by: roundText(res, Math.abs(trend)),
            },
          ),
  };
}

/** Where something can be done about each finding. */
const placeOf: Record<FindingRule, (id: string) => string> = {
  'behind-without-tactic': (id) => `/strategy/goals/${id}`,
  'needs-owner': (id) => `/strategy/goals/${id}`,
  'no-figure': (id) => `/strategy/goals/${id}`,
  'overdue-check-in': (id) => `/strategy/goals/${id}`,
  'tactic-without-posts': (id) => `/strategy/tactics/${id}`,
  'empty-cell': () => '/reports/baseline#congruency',
  'insight-due': (id) => `/strategy/insights/${id}`,
  'partner-due': (id) => `/strategy/partners/${id}`,
  'partner-silent': (id) => `/strategy/partners/${id}`,
};

function findingView(res: Response, { rule, about, level, count, day, owner }: Finding, index: number) {
  const values = {
    title: about.title,
    level: level ? say(res, `common.level-${level}`) : '',
    by: roundText(res, count ?? 0),
    count: count ?? 0,
    day: day ? dayText(localeIn(res), day) : '',
  };
  const isOpen = day === null && (rule === 'no-figure' || rule === 'tactic-without-posts');
  return {
    number: index + 1,
    heading: say(res, level ? `reports.finding-${rule}-${level}` : `reports.finding-${rule}`, values),
    why: say(res, `reports.finding-${rule}-why${isOpen ? '-never' : ''}`, values),
    action: say(res, `reports.finding-${rule}-action`),
    href: placeOf[rule](about.id),
    who: owner ? say(res, 'reports.finding-for', { name: owner }) : '',
    owner: owner ?? '',
  };
}

function areasView(
  res: Response,
  { areas: { to, hasBefore, areas } }: Overview,
  goals: { valueArea: string; state: MeasuredGoal['state'] }[],
) {
  if (!to) return [];
  const number = (value: number) => numberText(localeIn(res), value);
  const stated = ({ area }: AreaResults) =>
    order.flatMap((name) => {
      const count = goals.filter((goal) => goal.valueArea === area && goal.state.name === name).length;
      return count ? say(res, `reports.goals-${name}`, { count }) : [];
    });
  return areas
    .filter(({ area, visitors, before }) => area !== 'none' || visitors || before)
    .map((row) => ({
      name: row.area === 'none' ? say(res, 'reports.no-goal') : say(res, `common.area-${row.area}`),
      goals: enumerationText(localeIn(res), stated(row)),
      visitors: number(row.visitors),
      before: hasBefore ? number(row.before) : say(res, 'reports.not-known'),
      change:
        !hasBefore || !row.before || row.visitors === row.before
          ? ''
          : changeText(res, row.visitors, row.before),
      results:
        enumerationText(
          localeIn(res),
          Object.entries(row.conversions)
            .sort(([, a], [, b]) => b - a)
            .map(([kind, count]) => say(res, `reports.result-${kind}`, { count })),
        ) || say(res, 'reports.result-none'),
    }));
}
