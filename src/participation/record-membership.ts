import type { Reaction } from '../events/index.js';
import { recordInterval, type IntervalModel } from './intervals.js';
import { Membership } from './membership.model.js';

export const memberships = {
  model: Membership as unknown as IntervalModel,
  owner: 'personId',
  facts: { teamId: null, locationId: null, status: 'active' },
};

/** Stores since when somebody has a team and a location and takes part. */
export const membershipReaction: Reaction = {
  name: 'membership',
  to: [
    ...['person.created', 'person.joined', 'person.changed', 'person.change-undone', 'person.moved'],
    ...['person.deactivated', 'person.reactivated', 'person.erased'],
  ],
  about: 'stores since when a person has their team, location and status',
  run: (_services, event) => recordInterval(memberships, event),
};
