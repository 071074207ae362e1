import { PersonNotice } from '../../src/notifications/notice.model.js';
import { Subscription } from '../../src/notifications/subscription.model.js';
import { ensureSubscriptions } from '../../src/notifications/index.js';
import type { Services } from '../../src/services.js';
import { buildUser } from '../support/builders.js';

type Reader = NonNullable<Parameters<typeof buildUser>[0]>;

/** A person with the default subscription, changed by the given traits. */
export async function buildReader(
  services: Services,
  {
    weekday,
    hour,
    status,
    ...traits
  }: Reader & { weekday?: number; hour?: number; status?: 'active' | 'unsubscribed' } = {},
) {
  const user = await buildUser(traits);
  await ensureSubscriptions(services);
  const changes = Object.entries({ weekday, hour, status }).filter(([, value]) => value !== undefined);
  const subscription = await Subscription.findOneAndUpdate(
    { userId: user.id },
    { $set: Object.fromEntries(changes) },
    { returnDocument: 'after' },
  ).lean();
  return { user, token: subscription!.token, subscriptionId: subscription!._id.toString() };
}

/** The subscription as it is stored. */
export const storedSubscription = (userId: string) => Subscription.findOne({ userId }).lean().orFail();

/** An unread notice of this person that leads to the studio. */
export const buildNotice = (personId: string) =>
  PersonNotice.create({
    personId,
    kind: 'post-returned',
    key: 'a',
    about: 'post/a',
    path: '/studio',
    values: {},
    at: new Date(),
    recordedAt: new Date(),
    storedAt: new Date(),
  });
