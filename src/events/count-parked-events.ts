import { mostCounted } from '../platform/data/paging.js';
import { EventRecord } from './event.model.js';

/** How many events have a reaction that was given up, `mostCounted` at most. */
export const countParkedEvents = (): Promise<number> =>
  EventRecord.countDocuments({ state: 'parked' }, { limit: mostCounted });
