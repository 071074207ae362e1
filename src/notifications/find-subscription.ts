import { knownTimeZone } from '../platform/clock.js';
import type { Services } from '../services.js';
import { NotFound } from '../platform/errors.js';
import { authorize, findPeople, type Person } from '../people/index.js';
import { makeSubscription } from './ensure-subscriptions.js';
import { afterPause, nextDigestTime } from './next-digest-time.js';
import { Subscription } from './subscription.model.js';

export interface SubscriptionView {
  id: string;
  userId: string;
  active: boolean;
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  /** True while no digest comes although subscribed. */
  paused: boolean;
  /** When the next digest comes, if subscribed. */
  nextDigestAt: Date;
}

type Found = NonNullable<Awaited<ReturnType<typeof findRaw>>>;
const findRaw = (filter: { userId: string } | { token: string } | { _id: string }) =>
  Subscription.findOne(filter).lean();

const isPaused = ({ pausedUntil }: Found, now: Date): boolean => Boolean(pausedUntil && pausedUntil > now);

const asView = ({ clock }: Services, found: Found, timeZone: string): SubscriptionView => ({
  id: found._id.toString(),
  userId: found.userId.toString(),
  active: found.status === 'active',
  weekday: found.weekday,
  hour: found.hour,
  paused: isPaused(found, clock.now()),
  nextDigestAt: nextDigestTime(
    { ...found, timeZone },
    afterPause(found.pausedUntil, clock.now()),
    found.lastWeek,
  ),
});

/** This person's weekly digest subscription; created if missing. @throws Forbidden */
export async function getOwnSubscription(
  services: Services,
  { actor: person }: { actor: Person },
): Promise<SubscriptionView> {
  authorize(person, 'manage-own-account', { ownerId: person.id });
  let found = await findRaw({ userId: person.id });
  if (!found) {
    await makeSubscription(services, person);
    found = await findRaw({ userId: person.id });
  }
  return asView(services, found!, person.timeZone);
}

/** What a mail to this subscription's reader needs; null when they unsubscribed or paused it. */
export async function findActiveSubscription({ clock }: Services, id: string) {
  const found = await findRaw({ _id: id });
  if (found?.status !== 'active' || isPaused(found, clock.now())) return null;
  const { weekday, hour, token } = found;
  return { id, userId: found.userId.toString(), weekday, hour, token };
}

/**
 * The subscription of a link in a mail, with its reader's language and zone.
 * @throws NotFound when there is none
 */
export async function getSubscriptionByToken(services: Services, token: string) {
  const found = await findRaw({ token });
  if (!found) throw new NotFound();
  const userId = found.userId.toString();
  const reader = (await findPeople([userId])).get(userId);
  const timeZone = reader?.timeZone ?? knownTimeZone(found.timeZone);
  return {
    ...asView(services, found, timeZone),
    timeZone,
    lastWeek: found.lastWeek ?? null,
    language: reader?.language,
  };
}
