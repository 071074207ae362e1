import { getConversionSettings } from '../conversions/index.js';
import { getOrganization } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { inMajorUnits } from '../platform/text/money.js';
import { groupBy } from '../platform/data/group-by.js';
import { addDays, lastDayOfMonth } from '../platform/text/days.js';
import { weekOf } from '../platform/text/weeks.js';
import { getBaseline, type BaselineReport } from '../participation/index.js';
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
  const counted = (goals as StoredGoal[]).filter(
    ({ metric }) => metricOf(metric).from === 'portal' && metric !== 'regulars',
  );
  const typed = (goals as StoredGoal[]).filter(({ metric }) => metricOf(metric).from === 'entered');
  const [results, entered, baseline] = await Promise.all([
    isIndividual ? readLive(counted, today) : readPublished(counted, today),
    readEntered(typed),
    goals.some(({ metric }) => metric === 'regulars')
      ? getBaseline({ zone, fewest: isIndividual ? 0 : fewestContributors })
      : null,
  ]);
  const measured = goals.map((stored): [string, MeasuredGoal] => {
    const goal = stored as StoredGoal;
    const isEntered = metricOf(goal.metric).from === 'entered';
    const known: Known =
      goal.metric === 'regulars'
        ? { points: pointsOf(baseline), until: null }
        : isEntered
          ? entered(goal)
          : results(goal);
    const points = known.points.filter(({ day }) => day >= goal.from && day <= goal.to);
    const last = points.at(-1);
    const actual: GoalActual = {
      value: last?.value ?? (known.until ? goal.start : null),
      until: known.until ?? last?.day ?? null,
      outOf: known.outOf ?? null,
      ...(isEntered && { rhythmDays }),
      ...(!isEntered && !isIndividual && { lateDays }),
    };
    const course = { ...metricOf(goal.metric), ...goal, milestones: goal.milestones ?? [] };
    const isLate = !isEntered && !isIndividual;
    return [goal._id.toString(), { goal, state: goalStateOf(course, actual, today), points, isLate }];
  });
  return new Map(measured);
}

/** The regulars at each month's end, as far as they are shown. */
const pointsOf = (baseline: BaselineReport | null): GoalPoint[] =>
  (baseline?.months ?? []).flatMap(({ month, regulars }) =>
    regulars === null ? [] : { day: lastDayOfMonth(month), value: regulars },
  );

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

/** What is counted until now, for organizations that show individual results: all goals in one question each. */
async function readLive(goals: StoredGoal[], today: string): Promise<ResultsOf> {
  const begun = goals.filter(({ from }) => from <= today);
  const none = { points: [], until: null };
  if (!begun.length) return () => none;
  const { currency } = await getConversionSettings();
  const question = {
    from: begun.map(({ from }) => from).sort()[0]!,
    to: today,
    by: 'goal-and-day' as const,
    where: { goalIds: begun.map(({ _id }) => _id.toString()) },
  };
  const [shares, statistics] = await Promise.all([
    begun.some(({ metric }) => metric === 'postings') ? countShares(question) : [],
    begun.some(({ metric }) => metric !== 'postings') ? sumStatistics({ ...question, currency }) : [],
  ]);
  const posted = byGoalAndDay(shares.map(({ key, posted: count }) => ({ key, figures: { posted: count } })));
  const results = byGoalAndDay(
    statistics.map(({ key, values, ...figures }) => ({
      key,
      figures: { ...figures, values: { [currency]: values } },
    })),
  );
  return (goal) => {
    const to = goal.to < today ? goal.to : today;
    if (goal.from > to) return none;
    let value = goal.start;
    const days = (goal.metric === 'postings' ? posted : results).get(goal._id.toString()) ?? [];
    const points = days
      .filter(({ day }) => day >= goal.from && day <= to)
      .map(({ day, figures }) => {
        value += numberOf(goal.metric, figures, currency);
        return { day, value };
      });
    return { points, until: to };
  };
}

/** Rows with the key `<goal> <day>`, by goal, in the order of days. */
function byGoalAndDay(rows: { key: string; figures: ResultFigures }[]) {
  const days = rows.map(({ key, figures }) => {
    const [goalId = '', day = ''] = key.split(' ');
    return { goalId, day, figures };
  });
  return groupBy(
    days.sort((a, b) => (a.day < b.day ? -1 : 1)),
    ({ goalId }) => goalId,
  );
}

interface DayOfFigures {
  _id: { goalId: { toString(): string }; day: string; part: string };
  value: number;
  outOf: number | null;
}

/**
 * What people entered, of all goals in one query: of each day and part the latest. Sums add up from the start, with all
 * parts; of others each day stands alone, and parts say nothing about the whole.
 */
async function readEntered(goals: StoredGoal[]): Promise<(goal: StoredGoal) => Known> {
  const latest = goals.length
    ? await EnteredFigure.aggregate<DayOfFigures>([
        { $match: { goalId: { $in: goals.map(({ _id }) => _id) }, inFile: null } },
        { $sort: { goalId: 1, day: -1, at: -1, _id: -1 } },
        {
          $group: {
            _id: { goalId: '$goalId', day: '$day', part: '$part' },
            value: { $first: '$value' },
            outOf: { $first: '$outOf' },
          },
        },
      ])
    : [];
  const byGoal = groupBy(latest, ({ _id }) => _id.goalId.toString());
  return (goal) => {
    const isSum = metricOf(goal.metric).kind === 'sum';
    const figures = (byGoal.get(goal._id.toString()) ?? [])
      .filter(({ _id: { day, part } }) => day >= goal.from && day <= goal.to && (isSum || !part))
      .sort((a, b) => (a._id.day < b._id.day ? -1 : 1));
    let value = goal.start;
    const points = new Map<string, number>();
    for (const figure of figures) {
      value = isSum ? value + figure.value : figure.value;
      points.set(figure._id.day, value);
    }
    return {
      points: [...points].map(([day, sum]) => ({ day, value: sum })),
      until: null,
      outOf: figures.at(-1)?.outOf ?? null,
    };
  };
}
