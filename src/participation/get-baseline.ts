import { addWeeks, monthOfWeek, weeksOfPeriod } from '../platform/text/weeks.js';
import { baselineOf, type FlowRow } from './baseline.js';
import { ClosedWeek, newestClosedWeek, type ClosedWeekRecord } from './closed-week.model.js';
import { closingOf } from './facts-of-week.js';
import { firstWeek } from './first-week.js';
import {
  headCounts,
  shownFlows,
  shownPart,
  type HeadCounts,
  type Shown,
  type ShownFlows,
} from './head-counts.js';
import type { RegularRule } from './regularity.js';

export interface BaselineMonth {
  /** `2026-11`. */
  month: string;
  /** Null when too few people are in it, or too few are not. */
  regulars: Shown;
  /** Null when the regulars of this month or of the one before are not shown. */
  flows: ShownFlows | null;
  /** How many posted for the first time, and were there at the month's end: head counts are of the same people. */
  firstTime: Shown;
}

export interface Cohort {
  /** The month of their first posting. */
  month: string;
  /** How many they were at its end. */
  people: Shown;
  /** How many of them posted in each later month. */
  later: Shown[];
}

export interface BaselineReport {
  /** The newest closed week; null before there is one. */
  week: string | null;
  /** When the next month can be shown, and which one. */
  next: { month: string; at: Date } | null;
  rule: RegularRule | null;
  /** The last months that are complete, at most twelve, earliest first. */
  months: BaselineMonth[];
  /** People at the end of the last month, by groups of teams. */
  people: HeadCounts | null;
  cohorts: Cohort[];
}

const monthsShown = 12;
const cohortsShown = 6;

type Week = ClosedWeekRecord;

/**
 * The baseline by months of closed weeks, without any count that fewer than `fewest` people stand behind; 0: all counts.
 */
export async function getBaseline({
  zone,
  fewest,
}: {
  zone: string;
  fewest: number;
}): Promise<BaselineReport> {
  const newest = await newestClosedWeek();
  const weeks = newest ? await lastWeeksOfMonths(newest) : [];
  const last = weeks.at(-1);
  const months = weeks.map((week, index) => monthOf(week, weeks[index - 1], fewest));
  const running = await runningMonth(newest);
  return {
    week: newest,
    next: running === null ? null : { month: running, at: closingOf(zone, weeksOfPeriod(running).last) },
    rule: last?.rule ?? null,
    months: months.slice(-monthsShown),
    people: last ? peopleOf(last, fewest) : null,
    cohorts: cohortsOf(weeks, fewest),
  };
}

/** The last closed weeks of the last months that are complete, earliest first: one more than is shown. */
async function lastWeeksOfMonths(newest: string): Promise<Week[]> {
  const ends: string[] = [];
  let end = weeksOfPeriod(monthOfWeek(newest)).last;
  while (ends.length <= monthsShown + 1) {
    ends.push(end);
    end = addWeeks(weeksOfPeriod(monthOfWeek(end)).first, -1);
  }
  const found = await ClosedWeek.find({ _id: { $in: ends }, closedAt: { $ne: null } })
    .sort({ _id: 1 })
    .lean<Week[]>();
  return found.slice(-monthsShown - 1);
}

/** The first month that is not complete; null before anybody took part. */
async function runningMonth(newest: string | null): Promise<string | null> {
  if (newest) return monthOfWeek(addWeeks(newest, 1));
  const first = await firstWeek();
  return first && monthOfWeek(first);
}

/**
 * How many people were regulars at the end of a closed month, by groups of teams, without any count that fewer than
 * `fewest` people stand behind. Null before its last week is closed.
 * @param lastWeek the last week of the month
 */
export async function readHeadCounts(lastWeek: string, fewest: number): Promise<HeadCounts | null> {
  const week = await ClosedWeek.findOne({ _id: lastWeek, closedAt: { $ne: null } }).lean<Week | null>();
  return week && peopleOf(week, fewest);
}

function peopleOf({ teams }: Pick<Week, 'teams'>, fewest: number): HeadCounts {
  return headCounts(
    teams.map(({ teamId, people, regular, active }) => ({
      teamId: teamId?.toString() ?? null,
      ...{ regular, active },
      inactive: Math.max(0, people - regular - active),
    })),
    fewest,
  );
}

/** The regulars of all teams, if they are a class of their own. */
function regularsOf(week: Pick<Week, 'teams'>, fewest: number): Shown {
  const { columns, groups } = peopleOf(week, fewest);
  const [first = []] = columns;
  const isOwnClass = first.length === 1;
  return isOwnClass ? groups.reduce((sum, { counts }) => sum + counts[0]!, 0) : null;
}

function monthOf(week: Week, before: Week | undefined, fewest: number): BaselineMonth {
  const regulars = regularsOf(week, fewest);
  const areShown = regulars !== null && (!before || regularsOf(before, fewest) !== null);
  return {
    month: week.month,
    regulars,
    flows: areShown ? shownFlows(baselineOf(week.flows.map(asFlow)), fewest) : null,
    firstTime: shownPart(cohortIn(week, week.month).here, sumPosted(week), fewest),
  };
}

const asFlow = ({ fromTeam, toTeam, ...flow }: Week['flows'][number]): FlowRow => ({
  ...flow,
  fromTeam: fromTeam?.toString() ?? null,
  toTeam: toTeam?.toString() ?? null,
});

const cohortIn = ({ cohorts }: Week, month: string) =>
  cohorts.find((cohort) => cohort.month === month) ?? { here: 0, active: 0 };

function cohortsOf(weeks: Week[], fewest: number): Cohort[] {
  return weeks.slice(-cohortsShown).map((own) => {
    const { here } = cohortIn(own, own.month);
    const people = shownPart(here, sumPosted(own), fewest);
    return {
      ...{ month: own.month, people },
      later: weeks
        .filter(({ month }) => month > own.month)
        .map((week) => (people === null ? null : shownPart(cohortIn(week, own.month).active, here, fewest))),
    };
  });
}

const sumPosted = ({ teams }: Week) => teams.reduce((sum, { regular, active }) => sum + regular + active, 0);
