import type { Types } from 'mongoose';
import type { Reaction, StoredEvent } from '../events/index.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { Membership } from './membership.model.js';

/** Stores since when somebody has a team and a location and takes part. */
export const membershipReaction: Reaction = {
  name: 'membership',
  to: [
    ...['person.created', 'person.joined', 'person.changed', 'person.change-undone', 'person.moved'],
    ...['person.deactivated', 'person.reactivated', 'person.erased'],
  ],
  about: 'stores since when a person has their team, location and status',
  run: recordMembership,
};

/**
 * Idempotent, also when an older event comes late: an interval begins with its event and ends with the next one that
 * is known.
 */
async function recordMembership(_services: Services, event: StoredEvent): Promise<void> {
  const set = new Map(event.changes.filter(([op]) => op === 'set').map(([, path, value]) => [path, value]));
  if (!['teamId', 'locationId', 'status'].some((path) => set.has(path))) return;
  const [, personId, number] = event._id.split('/') as [string, string, string];
  const revision = Number(number);
  const [before, after] = await Promise.all([
    Membership.findOne({ personId, revision: { $lt: revision } })
      .sort({ revision: -1 })
      .lean(),
    Membership.findOne({ personId, revision: { $gt: revision } })
      .sort({ revision: 1 })
      .lean(),
  ]);
  const idIn = (path: 'teamId' | 'locationId') =>
    (set.has(path) ? (set.get(path) as Types.ObjectId | null) : before?.[path]) ?? null;
  const facts = {
    teamId: idIn('teamId'),
    locationId: idIn('locationId'),
    status: (set.get('status') as string | undefined) ?? before?.status ?? 'active',
  };
  const isSame = (['teamId', 'locationId', 'status'] as const).every(
    (path) => before && String(before[path] ?? null) === String(facts[path]),
  );
  if (isSame) return;
  await insertUnlessThere(() =>
    Membership.create({
      _id: event._id,
      ...{ personId, revision, ...facts },
      from: event.at,
      to: after?.from ?? null,
    }),
  );
  if (before) await Membership.updateOne({ _id: before._id }, { $set: { to: event.at } });
}
