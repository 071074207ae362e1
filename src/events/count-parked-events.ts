import { EventRecord } from './event.model.js';

/** How many events have a reaction that was given up. */
export const countParkedEvents = (): Promise<number> => EventRecord.countDocuments({ state: 'parked' });
