import { Conversion, type ConversionRecord } from '../conversions/index.js';
import { recountDay } from './recount-day.js';

/** Of a conversion that no other link's statistics contain. */
export const unmoved = { 'formerLinkIds.0': { $exists: false } };

/**
 * Counts again the days of links to which a conversion is no longer attributed, and only then forgets that it was.
 * @returns how many rows were counted again
 */
export async function recountMoved(stopping?: AbortSignal): Promise<number> {
  let rows = 0;
  const moved = Conversion.find({ tallied: false, 'formerLinkIds.0': { $exists: true } }).lean<
    ConversionRecord[]
  >();
  for (const { _id, tries, day, trackedLinkId, formerLinkIds } of await moved) {
    if (stopping?.aborted) break;
    await recountDay(day, formerLinkIds ?? []);
    rows += formerLinkIds?.length ?? 0;
    const settled = { formerLinkIds: [], tallied: !trackedLinkId };
    await Conversion.updateOne({ _id, tries }, { $set: settled });
  }
  return rows;
}
