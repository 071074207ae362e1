import { Conversion, type ConversionRecord } from '../conversions/index.js';
import type { Services } from '../services.js';
import { recountDay } from './recount-day.js';

/** A filter for conversions that are not in the statistics of another link. */
export const unmoved = { 'formerLinkIds.0': { $exists: false } };

/**
 * Counts the days of links again that a conversion was attributed to before, and then removes these links from it.
 * @returns how many rows were counted again
 */
export async function recountMoved(services: Services, stopping?: AbortSignal): Promise<number> {
  let rows = 0;
  const moved = Conversion.find({ tallied: false, 'formerLinkIds.0': { $exists: true } }).lean<
    ConversionRecord[]
  >();
  for (const { _id, tries, day, trackedLinkId, formerLinkIds } of await moved) {
    if (stopping?.aborted) break;
    await recountDay(services, day, formerLinkIds ?? []);
    rows += formerLinkIds?.length ?? 0;
    const settled = { formerLinkIds: [], tallied: !trackedLinkId };
    await Conversion.updateOne({ _id, tries }, { $set: settled });
  }
  return rows;
}
