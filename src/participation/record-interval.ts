import type { Model } from 'mongoose';
import type { StoredEvent } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';

type Facts = Record<string, unknown>;

/** Which document an interval belongs to, and what it holds. */
interface Kind {
  owner: 'personId' | 'postId';
  /** What is so from the event on: what it set, and else what was so before. */
  factsOf: (set: ReadonlyMap<string, unknown>, before: Facts | null) => Facts;
}

/**
 * Stores since when something is so. Idempotent, also when an older event comes late: an interval begins with its event
 * and ends with the next one that is known.
 */
export async function recordInterval(
  model: object,
  event: StoredEvent,
  { owner, factsOf }: Kind,
): Promise<void> {
  const intervals = model as unknown as Model<Facts>;
  const set = new Map(event.changes.filter(([op]) => op === 'set').map(([, path, value]) => [path, value]));
  const [, ownerId, number] = event._id.split('/') as [string, string, string];
  const revision = Number(number);
  const next = (condition: object, order: 1 | -1) =>
    intervals
      .findOne({ [owner]: ownerId, revision: condition })
      .sort({ revision: order })
      .lean<Facts | null>();
  const [before, after] = await Promise.all([next({ $lt: revision }, -1), next({ $gt: revision }, 1)]);
  const facts = factsOf(set, before);
  if (before && Object.keys(facts).every((name) => isSame(before[name], facts[name]))) return;
  await insertUnlessThere(() =>
    intervals.create({
      ...{ _id: event._id, [owner]: ownerId, revision },
      ...facts,
      from: event.at,
      to: after?.from ?? null,
    }),
  );
  if (before) await intervals.updateOne({ _id: before._id }, { $set: { to: event.at } });
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
