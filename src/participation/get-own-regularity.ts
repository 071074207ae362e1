import { getOrganization } from '../organization/index.js';
import { authorize, type SignedIn } from '../people/index.js';
import { dayIn } from '../platform/clock.js';
import { addWeeks, weekOf } from '../platform/text/weeks.js';
import type { Services } from '../services.js';
import { membershipsBetween, postersAmong, readFactsOfWeek } from './facts-of-week.js';
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
const mostWeeks = 60;

/** How regularly the actor takes part, exactly and up to now. Null before they posted anything. */
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
  const first = await Participation.findOne({ personId: actor.id, kind: 'posted' }, { day: 1 })
    .sort({ day: 1 })
    .lean();
  if (!first) return null;
  let now: Regularity = habit ? { recent: habit.recent, isRegular: habit.isRegular } : noRegularity;
  let isActiveNow = false;
  const from = habit ? addWeeks(habit.through, 1) : weekOf(first.day);
  for (let week = later(from, addWeeks(running, -mostWeeks)); week <= running; week = addWeeks(week, 1)) {
    const facts = await readFactsOfWeek(zone, week);
    const { start, end, offered, isPaused } = facts;
    const memberships = (await membershipsBetween([actor.id], start, end)).get(actor.id) ?? [];
    const isActive = (await postersAmong([actor.id], facts)).has(actor.id);
    isActiveNow = week === running && isActive;
    // The running week counts only for somebody, not against them.
    const isCounted =
      !isPaused && (week < running || isActive) && isCountedFor(memberships, { start, end, offered });
    const isMember = Boolean(memberAt(memberships, new Date(end.getTime() - 1)));
    now = afterWeek(now, { isMember, isCounted, isActive }, rule);
  }
  const { recent, isRegular } = now;
  return {
    isRegular,
    weeksMissing: weeksToRegular(now, rule),
    recent: recent.slice(-weeksLookedAt),
    isActiveNow,
  };
}

const later = (one: string, other: string): string => (one > other ? one : other);
