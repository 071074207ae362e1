import type { Types } from 'mongoose';
import pMap from 'p-map';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import { Click } from '../clicks/index.js';
import { Conversion } from '../conversions/index.js';
import { recountMoved, unmoved } from './conversion-moves.js';
import { recountDay } from './recount-day.js';

const batchSize = 2_000;

/** In parallel, because their writes then share the time of the disk. */
const daysAtOnce = 16;

/**
 * Updates the statistics: each link and day with a click or conversion that is not yet included is counted
 * completely, and only then are these marked as included. So a crash in between, or two runs at once, lose nothing
 * and count nothing twice. Ends early once `stopping`.
 * @returns how many rows were counted again
 */
export async function updateDailyStatistics(services: Services, stopping?: AbortSignal): Promise<number> {
  let rows = await recountMoved(services, stopping);
  for (;;) {
    const waiting = await findUntallied();
    const recount = async ([day, entries]: [string, Untallied[]]) => {
      if (stopping?.aborted) return;
      const links = new Map(entries.map(({ trackedLinkId }) => [trackedLinkId.toString(), trackedLinkId]));
      await recountDay(services, day, [...links.values()]);
      rows += links.size;
    };
    await pMap(
      groupBy(waiting, ({ day }) => day),
      recount,
      { concurrency: daysAtOnce },
    );
    // What was not counted any more stays for the next run.
    if (stopping?.aborted) return rows;
    await markTallied(waiting);
    if (waiting.length < batchSize) {
      services.log.debug({ event: 'statistics.updated', rows }, 'daily statistics are up to date');
      return rows;
    }
  }
}

interface Untallied {
  _id: Types.ObjectId;
  trackedLinkId: Types.ObjectId;
  day: string;
  /** State of a click when it was read; undefined for a conversion. */
  excludedBecause?: string | null;
  /** State of a conversion when it was read. */
  tries?: number;
}

async function findUntallied(): Promise<Untallied[]> {
  const clicks = await Click.find({ tallied: false })
    .limit(batchSize)
    .select({ trackedLinkId: 1, day: 1, excludedBecause: 1 })
    .lean<Untallied[]>();
  const conversions = await Conversion.find({ tallied: false, trackedLinkId: { $ne: null }, ...unmoved })
    .limit(batchSize)
    .select({ trackedLinkId: 1, day: 1, tries: 1 })
    .lean<Untallied[]>();
  return [...clicks, ...conversions];
}

// An entry that was classified or attributed again meanwhile differs from what was read: it stays unmarked, for
// the next run.
async function markTallied(entries: Untallied[]): Promise<void> {
  const mark = (filter: object) => ({ updateOne: { filter, update: { $set: { tallied: true } } } });
  const clicks = entries.filter(({ excludedBecause }) => excludedBecause !== undefined);
  const conversions = entries.filter(({ excludedBecause }) => excludedBecause === undefined);
  if (clicks.length)
    await Click.bulkWrite(
      clicks.map(({ _id, excludedBecause }) => mark({ _id, excludedBecause })),
      { ordered: false },
    );
  if (conversions.length)
    await Conversion.bulkWrite(
      conversions.map(({ _id, tries = 0 }) => mark({ _id, tries })),
      { ordered: false },
    );
}
