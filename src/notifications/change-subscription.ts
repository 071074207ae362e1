import { DateTime } from 'luxon';
import { changeCurrent } from '../events/index.js';
import type { Services } from '../services.js';
import { authorize, type Person } from '../people/index.js';
import { getOwnSubscription, getSubscriptionByToken } from './find-subscription.js';
import { nextDigestTime } from './next-digest-time.js';
import { Subscription } from './subscription.model.js';

/** Stops the mails of the subscription with this token. Idempotent. @throws NotFound for an unknown token */
export async function unsubscribe(services: Services, { token }: { token: string }): Promise<void> {
  await changeCurrent(services, Subscription, { token }, ({ status, userId }) =>
    status === 'unsubscribed'
      ? null
      : { type: 'subscription.ended', by: userId, set: { status: 'unsubscribed' } },
  );
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
  await changeCurrent(services, Subscription, { token }, ({ status, userId }) =>
    status === 'active'
      ? { type: 'subscription.paused', by: userId, set: { timeZone, pausedUntil, nextDigestAt } }
      : null,
  );
}

/**
 * Subscribes the reader again and ends a pause; the next digest comes at the usual time.
 * @throws NotFound for an unknown token
 */
export async function subscribeAgain(services: Services, { token }: { token: string }): Promise<void> {
  const { weekday, hour, timeZone, lastWeek } = await getSubscriptionByToken(services, token);
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, services.clock.now(), lastWeek);
  await changeCurrent(services, Subscription, { token }, ({ userId }) => ({
    type: 'subscription.begun-again',
    by: userId,
    set: { status: 'active', timeZone, nextDigestAt, pausedUntil: null },
  }));
}

/**
 * Sets whether, on which weekday (1 is Monday) and at which hour the actor gets their digest. Ends a pause.
 * @throws Forbidden
 */
export async function changeSubscription(
  services: Services,
  { actor, active, weekday, hour }: { actor: Person; active: boolean; weekday: number; hour: number },
): Promise<void> {
  authorize(actor, 'manage-own-account', { ownerId: actor.id });
  const { id } = await getOwnSubscription(services, { actor });
  const { timeZone } = actor;
  const known = await Subscription.findById(id).lean();
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, services.clock.now(), known?.lastWeek);
  const status = active ? 'active' : 'unsubscribed';
  await changeCurrent(services, Subscription, { _id: id }, () => ({
    type: 'subscription.changed',
    by: actor.id,
    set: { status, weekday, hour, timeZone, nextDigestAt, pausedUntil: null },
  }));
}
