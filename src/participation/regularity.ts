import { DateTime } from 'luxon';
import { addDays } from '../platform/text/days.js';

/** When somebody becomes a regular and when they lapse. Both are settings of the organization. */
export interface RegularRule {
  /** Active in at least this many of the last four counted weeks. */
  becomesAt: number;
  /** Active in at most this many of them. */
  lapsesAt: number;
}

/** How many counted weeks are looked at. */
export const weeksLookedAt = 4;

/** How regularly somebody takes part, at the end of a week. */
export interface Regularity {
  /** Whether they were active in the last counted weeks, oldest first: at most four. */
  recent: boolean[];
  isRegular: boolean;
}

/** Before anybody took part. */
export const noRegularity: Regularity = { recent: [], isRegular: false };

/** A week of one person. */
export interface WeekOfPerson {
  /** They belong to the organization at its end. */
  isMember: boolean;
  isCounted: boolean;
  /** They posted something. */
  isActive: boolean;
}

/**
 * The regularity after one more week. Two numbers, so that a steady habit does not flicker: one makes a regular, a
 * lower one ends it. A week that is not counted changes nothing, and who leaves begins again when they return.
 */
export function afterWeek(
  { recent, isRegular }: Regularity,
  { isMember, isCounted, isActive }: WeekOfPerson,
  { becomesAt, lapsesAt }: RegularRule,
): Regularity {
  if (!isMember) return noRegularity;
  if (!isCounted) return { recent, isRegular };
  const latest = [...recent, isActive].slice(-weeksLookedAt);
  const active = latest.filter(Boolean).length;
  return { recent: latest, isRegular: isRegular ? active > lapsesAt : active >= becomesAt };
}

/**
 * How many active weeks in a row make this person a regular, if all of them are counted; 0: they are one.
 */
export function weeksToRegular({ recent, isRegular }: Regularity, rule: RegularRule): number {
  if (isRegular) return 0;
  let now: Regularity = { recent, isRegular };
  for (let weeks = 1; weeks <= weeksLookedAt; weeks += 1) {
    now = afterWeek(now, { isMember: true, isCounted: true, isActive: true }, rule);
    if (now.isRegular) return weeks;
  }
  return weeksLookedAt;
}

/** From a moment to the moment before another one; null: it goes on. */
export interface Interval {
  from: Date;
  to: Date | null;
}

/** True when the interval has a moment in common with the time from `start` to before `end`. */
const overlaps = ({ from, to }: Interval, start: Date, end: Date): boolean =>
  from < end && (to === null || to > start) && (to === null || to > from);

const contains = ({ from, to }: Interval, at: Date): boolean => from <= at && (to === null || to > at);

/** With so many working days paused, a week is not counted. */
const mostPausedDays = 2;

/** True when sharing was paused on three working days of the week or more. A day is paused if its noon is. */
export function isPausedWeek(zone: string, week: string, pauses: Interval[]): boolean {
  const workingDays = Array.from({ length: 5 }, (_, n) => addDays(week, n));
  const paused = workingDays.filter((day) => {
    const noon = DateTime.fromISO(`${day}T12:00`, { zone }).toJSDate();
    return pauses.some((pause) => contains(pause, noon));
  });
  return paused.length > mostPausedDays;
}

/** The team and status of a person since when and until when. */
export interface MembershipInterval extends Interval {
  teamId: string | null;
  status: string;
}

/** For whom something could be shared in a week. */
export interface OfferedTo {
  everybody: boolean;
  teamIds: ReadonlySet<string>;
}

/** The interval in which a person belongs to the organization at this moment; undefined if they don't. */
export const memberAt = <T extends MembershipInterval>(memberships: T[], at: Date): T | undefined =>
  memberships.find((one) => one.status === 'active' && contains(one, at));

/**
 * True when the week, from `start` to before `end`, is counted for this person: they belonged to the organization at
 * its beginning and at its end, and something could be shared by a team that they were in.
 */
export function isCountedFor(
  memberships: MembershipInterval[],
  { start, end, offered }: { start: Date; end: Date; offered: OfferedTo },
): boolean {
  const last = new Date(end.getTime() - 1);
  if (!memberAt(memberships, start) || !memberAt(memberships, last)) return false;
  return memberships.some(
    (one) =>
      one.status === 'active' &&
      overlaps(one, start, end) &&
      (offered.everybody || (one.teamId !== null && offered.teamIds.has(one.teamId))),
  );
}
