import type { Model } from 'mongoose';
import type { StoredEvent } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';

/** A row that says what was true of something since one of its revisions. */
interface Interval {
  _id: string;
  revision: number;
  from: Date;
}

export type IntervalModel = Pick<Model<Interval>, 'findOne' | 'create' | 'updateOne'>;

type Facts = Record<string, unknown>;

export interface Owned {
  model: IntervalModel;
  /** The field with the id of whose interval it is. */
  owner: string;
  /** The facts, with what they are if no event says it. Each has the name of a field of the document. */
  facts: Facts;
}

export const asText = (value: unknown): string => JSON.stringify(value ?? null);

/** The facts after what an event set, in their order; null when it set none of them. */
export function factsAfter(
  facts: Facts,
  before: Facts | null | undefined,
  set: Map<string, unknown>,
): Facts | null {
  const names = Object.keys(facts);
  if (!names.some((name) => set.has(name))) return null;
  return Object.fromEntries(
    names.map((name) => [name, (set.has(name) ? set.get(name) : before?.[name]) ?? facts[name]]),
  );
}

/**
 * Stores that an interval began with this event, if it changed one of the facts. Idempotent, also when an older event
 * comes late: an interval begins with its event and ends with the next one that is known.
 */
export async function recordInterval({ model, owner, facts }: Owned, event: StoredEvent): Promise<void> {
  const set = new Map(event.changes.filter(([op]) => op === 'set').map(([, path, value]) => [path, value]));
  const names = Object.keys(facts);
  if (!names.some((name) => set.has(name))) return;
  const [, id, number] = event._id.split('/') as [string, string, string];
  const revision = Number(number);
  const near = (side: object, order: 1 | -1) =>
    model
      .findOne({ [owner]: id, revision: side })
      .sort({ revision: order })
      .lean<Interval & Facts>();
  const [before, after] = await Promise.all([near({ $lt: revision }, -1), near({ $gt: revision }, 1)]);
  const values = factsAfter(facts, before, set)!;
  if (before && names.every((name) => asText(before[name]) === asText(values[name]))) return;
  const to = after?.from ?? null;
  await insertUnlessThere(() =>
    model.create({ _id: event._id, [owner]: id, revision, ...values, from: event.at, to } as never),
  );
  if (before) await model.updateOne({ _id: before._id }, { $set: { to: event.at } });
}
