import { create } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { acknowledgeChange, findChangedPeople, type Person } from '../people/index.js';
import { afterPause, nextDigestTime } from './next-digest-time.js';
import { Subscription } from './subscription.model.js';

const kind = 'weekly-digest' as const;
const usual = { weekday: 2, hour: 9 };

const batchSize = 200;

/**
 * Makes sure that each active person has one weekly digest subscription (by default Tuesday, 9:00) with their
 * current time zone. Checks only people who changed since the last run. Idempotent. Returns how many were created.
 */
export async function ensureSubscriptions(services: Services, stopping?: AbortSignal): Promise<number> {
  let made = 0;
  for (;;) {
    const people = await findChangedPeople(batchSize);
    for (const person of people) {
      if (stopping?.aborted) return made;
      if (await makeSubscription(services, person)) made += 1;
      else await followTimeZone(services, person);
      await acknowledgeChange(person);
    }
    if (people.length < batchSize) return made;
  }
}

/** False when there is one already. */
export async function makeSubscription(services: Services, person: Person): Promise<boolean> {
  const { timeZone } = person;
  const nextDigestAt = nextDigestTime({ ...usual, timeZone }, services.clock.now());
  const made = { userId: person.id, kind, ...usual, token: newToken(), timeZone, nextDigestAt };
  return insertUnlessThere(() =>
    create(services, Subscription, { type: 'subscription.made', by: null, values: made }),
  );
}

// A digest that is due stays due. Only the one after it is calculated in the new zone.
async function followTimeZone(services: Services, { id, timeZone }: Person): Promise<void> {
  const now = services.clock.now();
  const found = await Subscription.findOne({ userId: id, kind, nextDigestAt: { $gt: now } }).lean();
  if (!found) return;
  const { _id, weekday, hour, lastWeek, nextDigestAt, pausedUntil } = found;
  if (found.timeZone === timeZone) return;
  await Subscription.updateOne(
    { _id, nextDigestAt, weekday, hour },
    {
      $set: {
        timeZone,
        nextDigestAt: nextDigestTime({ weekday, hour, timeZone }, afterPause(pausedUntil, now), lastWeek),
      },
    },
  );
}
