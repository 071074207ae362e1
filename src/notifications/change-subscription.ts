import { DateTime } from 'luxon';
import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import type { Person } from '../people/index.js';
import { getOwnSubscription, getSubscriptionByToken } from './find-subscription.js';
import { nextDigestTime } from './next-digest-time.js';
import { Subscription } from './subscription.model.js';

/** Stops the mails of the subscription with this token. Idempotent. @throws NotFound for an unknown token */
export async function unsubscribe(_services: Services, { token }: { token: string }): Promise<void> {
  const { matchedCount } = await Subscription.updateOne({ token }, { $set: { status: 'unsubscribed' } });
  if (!matchedCount) throw new NotFound();
}

/**
 * Stops the mails of the subscription with this token for a month. Idempotent within a day; one that is stopped stays
 * stopped. @throws NotFound for an unknown token
 */
export async function pauseSubscription(services: Services, { token }: { token: string }): Promise<void> {
  const { weekday, hour, timeZone } = await getSubscriptionByToken(services, token);
  const now = services.clock.now();
  const pausedUntil = DateTime.fromJSDate(now, { zone: timeZone })
    .plus({ months: 1 })
    .startOf('day')
    .toJSDate();
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, pausedUntil);
  await Subscription.updateOne(
    { token, status: 'active' },
    { $set: { timeZone, pausedUntil, nextDigestAt } },
  );
}

/**
 * Subscribes the reader again and ends a pause; the next digest comes at the usual time.
 * @throws NotFound for an unknown token
 */
export async function subscribeAgain(services: Services, { token }: { token: string }): Promise<void> {
  const { weekday, hour, timeZone, lastWeek } = await getSubscriptionByToken(services, token);
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, services.clock.now(), lastWeek);
  await Subscription.updateOne(
    { token },
    { $set: { status: 'active', timeZone, nextDigestAt, pausedUntil: null } },
  );
}

/** Sets whether, on which weekday (1 is Monday) and at which hour this person gets their digest. Ends a pause. */
export async function changeSubscription(
  services: Services,
  { person, active, weekday, hour }: { person: Person; active: boolean; weekday: number; hour: number },
): Promise<void> {
  const { id } = await getOwnSubscription(services, person);
  const { timeZone } = person;
  const known = await Subscription.findById(id).lean();
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, services.clock.now(), known?.lastWeek);
  const status = active ? 'active' : 'unsubscribed';
  await Subscription.updateOne(
    { _id: id },
    { $set: { status, weekday, hour, timeZone, nextDigestAt, pausedUntil: null } },
  );
}
