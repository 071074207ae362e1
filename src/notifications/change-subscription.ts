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

/** Subscribes the reader again; the next digest comes at the usual time. @throws NotFound for an unknown token */
export async function subscribeAgain(services: Services, { token }: { token: string }): Promise<void> {
  const { timeZone, nextDigestAt } = await getSubscriptionByToken(services, token);
  await Subscription.updateOne({ token }, { $set: { status: 'active', timeZone, nextDigestAt } });
}

/** Sets whether, on which weekday (1 is Monday) and at which hour this person gets their digest. */
export async function changeSubscription(
  services: Services,
  { person, active, weekday, hour }: { person: Person; active: boolean; weekday: number; hour: number },
): Promise<void> {
  const { id } = await getOwnSubscription(services, person);
  const { timeZone } = person;
  const known = await Subscription.findById(id).lean();
  const nextDigestAt = nextDigestTime({ weekday, hour, timeZone }, services.clock.now(), known?.lastWeek);
  const status = active ? 'active' : 'unsubscribed';
  await Subscription.updateOne({ _id: id }, { $set: { status, weekday, hour, timeZone, nextDigestAt } });
}
