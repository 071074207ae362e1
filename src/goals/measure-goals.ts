import { getConversionSettings } from '../conversions/index.js';
import { getOrganization } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { inMajorUnits } from '../platform/text/money.js';
import { groupBy } from '../platform/data/group-by.js';
import { addDays, lastDayOfMonth } from '../platform/text/days.js';
import { weekOf } from '../platform/text/weeks.js';
import { getBaseline } from '../participation/index.js';
import { findPosts } from '../posts/index.js';
import {
  fewestContributors,
  publishedWeeks,
  readContentCells,
  type ResultFigures,
} from '../published-results/index.js';
import type { Services } from '../services.js';
import { countShares } from '../sharing/index.js';
import { sumStatistics } from '../statistics/index.js';
import {
  EnteredFigure,
  metricOf,
  rhythmDays,
  SocialGoal,
  goalStateOf,
  type GoalActual,
  type GoalMetric,
  type GoalState,
  type SocialGoalRecord,
} from '../strategy/index.js';

export type StoredGoal = SocialGoalRecord & { _id: { toString(): string } };

/** A value of a goal on a day: of sums, all until then. */
export interface GoalPoint {
  day: string;
  value: number;
}

export interface MeasuredGoal {
  goal: StoredGoal;
  state: GoalState;
  /** How it came there, the earliest first. */
  points: GoalPoint[];
  /** Results may wait until enough people are in them. */
  isLate: boolean;
}

/** Published results of others arrive within four weeks, usually. */
const lateDays = 28;

/** Reads these goals, with how each of them stands. */
export async function measureGoals(services: Services, ids: string[]): Promise<Map<string, MeasuredGoal>> {
  const goals = await SocialGoal.find({ _id: { $in: ids } }).lean();
  const organization = await getOrganization();
  const zone = organization?.timeZone ?? 'UTC';
  const today = dayIn(zone, services.clock.now());
  const isIndividual = organization?.visibility === 'individual';
  const counted = goals.filter(({ metric }) => metricOf(metric).from === 'portal' && metric !== 'regulars');
  const [results, baseline] = await Promise.all([
    isIndividual ? readLive(counted, today) : readPublished(counted, today),
    goals.some(({ metric }) => metric === 'regulars')
      ? getBaseline({ zone, fewest: isIndividual ? 0 : fewestContributors })
      : null,
  ]);
  const measured = await Promise.all(
    goals.map(async (goal): Promise<[string, MeasuredGoal]> => {
      const id = goal._id.toString();
      const stored = goal as StoredGoal;
      const isEntered = metricOf(goal.metric).from === 'entered';
      const known = isEntered ? await readEntered(stored) : { points: [], until: null };
      if (goal.metric === 'regulars')
        known.points = (baseline?.months ?? []).flatMap(({ month, regulars }) =>
          regulars === null ? [] : [{ day: lastDayOfMonth(month), value: regulars }],
        );
      else if (!isEntered) Object.assign(known, results(stored));
      const points = known.points.filter(({ day }) => day >= goal.from && day <= goal.to);
      const last = points.at(-1);
      const actual: GoalActual = {
        value: last?.value ?? (known.until ? goal.start : null),
        until: known.until ?? last?.day ?? null,
        outOf: known.outOf ?? null,
        ...(isEntered && { rhythmDays }),
        ...(!isEntered && !isIndividual && { lateDays }),
      };
      const course = { ...metricOf(goal.metric), ...stored, milestones: goal.milestones ?? [] };
      return [
        id,
        {
          goal: stored,
          state: goalStateOf(course, actual, today),
          points,
          isLate: !isEntered && !isIndividual,
        },
      ];
    }),
  );
  return new Map(measured);
}

interface Known {
  points: GoalPoint[];
  /** The last day that is known; null: the last point’s. */
  until: string | null;
  outOf?: number | null;
}

type ResultsOf = (goal: StoredGoal) => Known;

const kinds: Partial<Record<GoalMetric, string>> = {
  leads: 'lead',
  sales: 'sale',
  applications: 'application',
  'service-contacts': 'service-contact',
  'sign-ups': 'sign-up',
};

/** The number of a metric in figures. @param currency of what sales were worth */
export function numberOf(metric: GoalMetric, figures: ResultFigures, currency = ''): number {
  const group = (name: string) => (figures[name] ?? {}) as ResultFigures;
  if (metric === 'postings') return (figures.posted ?? 0) as number;
  if (metric === 'clicks' || metric === 'visitors') return (figures[metric] ?? 0) as number;
  if (metric === 'sales-worth') {
    const worth = (group('values')[currency] ?? {}) as ResultFigures;
    return inMajorUnits((worth.sale ?? 0) as number, currency);
  }
  return (group('conversions')[kinds[metric] ?? ''] ?? 0) as number;
}

/** What published cells say: by weeks, each whole, from the one in which a goal begins. */
async function readPublished(goals: StoredGoal[], today: string): Promise<ResultsOf> {
  const published = await publishedWeeks();
  if (!goals.length || !published) return () => ({ points: [], until: null });
  const first = goals.map(({ from }) => weekOf(from)).sort()[0]!;
  const { currency } = await getConversionSettings();
  const cells = await readContentCells({ first, last: published.last < today ? published.last : today });
  const posts = await findPosts(cells.flatMap(({ postId }) => postId ?? []));
  // A post that moved takes its cells along; what too few people stand behind stays where it was published.
  const byGoal = groupBy(cells, ({ postId, goalId }) => (postId ? posts.get(postId)?.goalId : goalId));
  return (goal) => {
    const begins = weekOf(goal.from);
    const until = addDays(published.last, 6);
    let value = goal.start;
    const points = new Map<string, number>();
    for (const { week, figures } of byGoal.get(goal._id.toString()) ?? []) {
      if (week < begins || week > goal.to) continue;
      value += numberOf(goal.metric, figures, currency);
      const day = addDays(week, 6);
      points.set(day < goal.to ? day : goal.to, value);
    }
    const isKnown = until >= goal.from;
    return {
      points: [...points].map(([day, sum]) => ({ day, value: sum })),
      until: isKnown ? (until < goal.to ? until : goal.to) : null,
    };
  };
}

/** What is counted until now, for organizations that show individual results. */
async function readLive(goals: StoredGoal[], today: string): Promise<ResultsOf> {
  const { currency } = await getConversionSettings();
  const found = new Map<string, Known>();
  for (const goal of goals) {
    const id = goal._id.toString();
    const to = goal.to < today ? goal.to : today;
    if (goal.from > to) continue;
    const question = { from: goal.from, to, by: 'day' as const, where: { goalId: id } };
    const days =
      goal.metric === 'postings'
        ? (await countShares(question)).map(({ key, posted }) => ({ key, figures: { posted } }))
        : (await sumStatistics({ ...question, currency })).map(({ key, values, ...figures }) => ({
            key,
            figures: { ...figures, values: { [currency]: values } },
          }));
    let value = goal.start;
    const points = days.map(({ key, figures }) => {
      value += numberOf(goal.metric, figures, currency);
      return { day: key, value };
    });
    found.set(id, { points, until: to });
  }
  return (goal) => found.get(goal._id.toString()) ?? { points: [], until: null };
}

/** The most figures of a goal that a page reads. */
const mostFigures = 1_000;

/**
 * What people entered: of each day and part the latest. Sums add up from the start, with all parts; of others each day
 * stands alone, and parts say nothing about the whole.
 */
async function readEntered(goal: StoredGoal): Promise<Known> {
  const isSum = metricOf(goal.metric).kind === 'sum';
  const stored = await EnteredFigure.find({ goalId: goal._id, day: { $gte: goal.from, $lte: goal.to } })
    .sort({ day: -1, at: -1, _id: -1 })
    .limit(mostFigures)
    .lean();
  const figures = stored.filter(({ part }) => isSum || !part);
  const latest = new Map<string, (typeof figures)[number]>();
  for (const figure of figures) {
    const key = `${figure.day} ${figure.part}`;
    if (!latest.has(key)) latest.set(key, figure);
  }
  let value = goal.start;
  const points = new Map<string, number>();
  for (const figure of [...latest.values()].reverse()) {
    value = isSum ? value + figure.value : figure.value;
    points.set(figure.day, value);
  }
  return {
    points: [...points].map(([day, sum]) => ({ day, value: sum })),
    until: null,
    outOf: figures[0]?.outOf ?? null,
  };
}
