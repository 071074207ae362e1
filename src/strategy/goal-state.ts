import { addDays, daysBetween } from '../platform/text/days.js';
import type { MetricKind } from './metrics.js';

/** What a goal promises. Days are strings; the period includes both ends. */
export interface GoalCourse {
  kind: MetricKind;
  better: 'more' | 'less';
  start: number;
  target: number;
  from: string;
  to: string;
  /** What shall be reached until days in between. */
  milestones: readonly { day: string; value: number }[];
}

/** What is known of a goal. */
export interface GoalActual {
  /** Null: nothing is known. Of a sum, the start is part of it. */
  value: number | null;
  /** The last day whose results are part of it; null: nothing is known. */
  until: string | null;
  /** Of how many, for a part of a whole; null: nobody knows. */
  outOf?: number | null;
  /** Figures are entered by people, at least every so many days. */
  rhythmDays?: number;
  /** Results may arrive this many days late, because they wait until enough people are in them. */
  lateDays?: number;
}

export const goalStates = ['not-begun', 'unmeasurable', 'no-figure', 'behind', 'on-course', 'ahead'] as const;
export type GoalStateName = (typeof goalStates)[number];

export interface GoalState {
  name: GoalStateName;
  value: number | null;
  until: string | null;
  /** What was expected until that day; null when nothing is. */
  expected: number | null;
  /** How far it is from what was expected, in the better direction; null when nothing is. */
  by: number | null;
}

/** Fewer than these are expected: chance alone decides. */
const fewestExpected = 3;
/** Of a normal distribution, a tenth lies below −1.28. */
const oneInTen = 1.28;

/** What is expected until the end of a day: linear from the start over the milestones to the target. */
export function expectedBy(course: GoalCourse, day: string): number {
  const { start, target, from, to, milestones } = course;
  const points = [
    { day: addDays(from, -1), value: start },
    ...[...milestones].sort((a, b) => (a.day < b.day ? -1 : 1)),
    { day: to, value: target },
  ];
  const next = points.findIndex((point) => point.day >= day);
  if (next === -1) return target;
  if (next === 0) return start;
  const [before, after] = [points[next - 1]!, points[next]!];
  const part = daysBetween(before.day, day) / daysBetween(before.day, after.day);
  return before.value + (after.value - before.value) * part;
}

/**
 * How a goal stands, by the definitions in docs/use/strategy.md. Pure: the same answer for the same facts.
 * @param today the day in the organization's zone
 */
export function goalStateOf(course: GoalCourse, actual: GoalActual, today: string): GoalState {
  const { value, until } = actual;
  const nothing = { value, until, expected: null, by: null };
  if (today < course.from) return { name: 'not-begun', ...nothing };
  const { rhythmDays } = actual;
  if (rhythmDays !== undefined) {
    const dueSince = today < course.to ? today : course.to;
    const isOld = until === null || daysBetween(until, dueSince) > rhythmDays;
    // The first figure is due when its rhythm has passed once.
    if (isOld && daysBetween(course.from, today) >= rhythmDays) return { name: 'no-figure', ...nothing };
  }
  if (value === null || until === null || until < course.from) return { name: 'unmeasurable', ...nothing };
  const day = until < course.to ? until : course.to;
  const expected = expectedBy(course, day);
  const by = course.better === 'more' ? value - expected : expected - value;
  const state = { value, until, expected, by };
  const progress = Math.abs(expected - course.start);
  // Less is better even where nothing is expected: then one is too many.
  if (course.kind === 'sum' && course.better === 'more' && progress < fewestExpected)
    return { name: 'unmeasurable', ...state };
  const band = bandOf(course, actual, expected, progress);
  const late = lateness(course, actual, today);
  if (by < -(band + late)) return { name: 'behind', ...state };
  return { name: by > band ? 'ahead' : 'on-course', ...state };
}

/** How far from what was expected a goal is still on course. */
function bandOf(
  course: GoalCourse,
  { value, outOf }: GoalActual,
  expected: number,
  progress: number,
): number {
  if (course.kind === 'sum')
    // Counts scatter by the root of their number. The half is for counts being whole, or few would be called behind
    // more than once in ten.
    return progress === 0 ? 0 : Math.max(progress / 10, oneInTen * Math.sqrt(progress) + 0.5);
  if (course.kind === 'ratio' && outOf) {
    const share = Math.min(1, Math.max(0, value! / 100));
    const z2 = oneInTen ** 2 / outOf;
    // Half the width of the interval of Wilson, in percent.
    const half = (oneInTen * Math.sqrt((share * (1 - share)) / outOf + z2 / (4 * outOf))) / (1 + z2);
    return 100 * half;
  }
  return Math.max(Math.abs(course.target - course.start) / 10, Math.abs(expected) * 1e-9);
}

/** What usually arrives in the days by which results may be late; nothing once the period is that long over. */
function lateness(course: GoalCourse, { lateDays = 0 }: GoalActual, today: string): number {
  if (!lateDays || course.kind !== 'sum' || today > addDays(course.to, lateDays)) return 0;
  const days = daysBetween(course.from, course.to) + 1;
  return (Math.abs(course.target - course.start) * Math.min(lateDays, days)) / days;
}
