import type { Reaction } from '../events/index.js';
import { Membership } from './membership.model.js';
import { recordInterval } from './record-interval.js';

/** Stores since when somebody has a team and a location and takes part. */
export const membershipReaction: Reaction = {
  name: 'membership',
  to: [
    ...['person.created', 'person.joined', 'person.changed', 'person.change-undone', 'person.moved'],
    ...['person.deactivated', 'person.reactivated', 'person.erased'],
  ],
  about: 'stores since when a person has their team, location and status',
  async run(_services, event) {
    const paths = ['teamId', 'locationId', 'status'];
    if (!event.changes.some(([op, path]) => op === 'set' && paths.includes(path))) return;
    await recordInterval(Membership, event, {
      owner: 'personId',
      factsOf: (set, before) => ({
        teamId: (set.has('teamId') ? set.get('teamId') : before?.teamId) ?? null,
        locationId: (set.has('locationId') ? set.get('locationId') : before?.locationId) ?? null,
        status: set.get('status') ?? before?.status ?? 'active',
      }),
    });
  },
};
