import { EventRecord } from './event.model.js';

/** True when everything followed from the events up to this moment, apart from parked ones. */
export async function areFinished(until: Date): Promise<boolean> {
  return !(await EventRecord.exists({ state: 'applied', at: { $lte: until } }));
}
