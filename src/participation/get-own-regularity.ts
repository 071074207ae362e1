import { getOrganization } from '../organization/index.js';
import { authorize, type SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { addWeeks, weekOf } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { membershipsBetween, postersAmong, readFactsOfWeek } from './facts-of-week.js';
import { firstWeek } from './first-week.js';
import { Habit } from './habit.model.js';
import { Participation } from './participation.model.js';
import {
  afterWeek,
  isCountedFor,
  memberAt,
  noRegularity,
  weeksLookedAt,
  weeksToRegular,
  type Regularity,
  type WeekOfPerson,
} from './regularity.js';

export interface OwnRegularity {
  isRegular: boolean;
  /** How many more active weeks make them a regular; 0: they are one. */
  weeksMissing: number;
  /** The last counted weeks, oldest first: at most four. */
  recent: boolean[];
  /** They posted in the running week, which counts already; if not, it may still change. */
  isActiveNow: boolean;
}

/** More weeks can’t be open: a week is closed 14 days after its end. */
const mostWeeks = 12;

/** How regularly the actor takes part, exactly and up to now. Null before they posted anything in the series. */
export async function getOwnRegularity(
  services: Services,
  { actor }: { actor: SignedIn },
): Promise<OwnRegularity | null> {
  authorize(actor, 'manage-own-shares', { ownerId: actor.id });
  const organization = await getOrganization();
  if (!organization) return null;
  const { timeZone: zone, regularAt, lapsedAt } = organization;
  const rule = { becomesAt: regularAt, lapsesAt: lapsedAt };
  const running = weekOf(dayIn(zone, services.clock.now()));
  const habit = await Habit.findById(actor.id).lean();
  const begin = await firstWeek();
  if (begin === null) return null;
  const first = await Participation.findOne(
    { personId: actor.id, kind: 'posted', day: { $gte: begin } },
    { day: 1 },
  )
    .sort({ day: 1 })
    .lean();
  if (!first) return null;
  const from = habit ? addWeeks(habit.through, 1) : weekOf(first.day);
  const weeks = await Promise.all(
    weeksBetween(later(from, addWeeks(running, -mostWeeks)), running).map((week) =>
      readWeekOf(actor.id, { zone, week }),
    ),
  );
  let now: Regularity = habit ? { recent: habit.recent, isRegular: habit.isRegular } : noRegularity;
  for (const week of weeks) {
    // The running week counts only for somebody, not against them.
    const isCounted = week.isCounted && (week.week < running || week.isActive);
    now = afterWeek(now, { ...week, isCounted }, rule);
  }
  const isActiveNow = weeks.at(-1)?.isActive ?? false;
  const { recent, isRegular } = now;
  return {
    isRegular,
    weeksMissing: weeksToRegular(now, rule),
    recent: recent.slice(-weeksLookedAt),
    isActiveNow,
  };
}

/** A week of one person, from the facts. */
async function readWeekOf(
  personId: string,
  { zone, week }: { zone: string; week: string },
): Promise<WeekOfPerson & { week: string }> {
  const facts = await readFactsOfWeek(zone, week);
  const { start, end, offered, isPaused } = facts;
  const memberships = (await membershipsBetween([personId], start, end)).get(personId) ?? [];
  return {
    week,
    isMember: Boolean(memberAt(memberships, new Date(end.getTime() - 1))),
    isCounted: !isPaused && isCountedFor(memberships, { start, end, offered }),
    isActive: (await postersAmong([personId], facts)).has(personId),
  };
}

const weeksBetween = (from: string, to: string): string[] =>
  from > to ? [] : [from, ...weeksBetween(addWeeks(from, 1), to)];

const later = (one: string, other: string): string => (one > other ? one : other);
