import { upsertAgain } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { MarkedPeriod } from './marked-period.model.js';

/**
 * Says that the results of these days are about to change, so that their roll-ups are counted again. Call it before the
 * change: a mark without a change does no harm, a change without a mark would stay unnoticed after a crash.
 * @param periods days `2026-11-21`; the roll-ups themselves also mark months `2026-11`
 */
export async function markDays({ clock }: Pick<Services, 'clock'>, periods: Iterable<string>): Promise<void> {
  const markedAt = clock.now();
  const operations = [...new Set(periods)].map((_id) => ({
    updateOne: { filter: { _id }, update: { $inc: { marks: 1 }, $set: { markedAt } }, upsert: true },
  }));
  if (operations.length) await upsertAgain(() => MarkedPeriod.bulkWrite(operations, { ordered: false }));
}

/** What was marked, and how often when it was read. */
export interface Mark {
  /** A day or a month. */
  _id: string;
  marks: number;
  /** It has to be counted now: there are marks that no count includes, or the last one is old. */
  isDue: boolean;
  /** Whatever follows the last mark is written, even if its process slept in between. */
  isOld: boolean;
}

const graceMs = 60_000;

/** All marks, the latest period first. */
export async function listMarks({ clock }: Pick<Services, 'clock'>): Promise<Mark[]> {
  const until = clock.now().getTime() - graceMs;
  const found = await MarkedPeriod.find().sort({ _id: -1 }).lean();
  return found.map(({ _id, marks, counted, markedAt }) => {
    const isOld = markedAt.getTime() <= until;
    return { _id, marks, isOld, isDue: isOld || (counted ?? 0) < marks };
  });
}

/**
 * Says that a period was counted after these marks were read. If the last of them is not old, it stays for a while and
 * the period is counted once more, because a change may be written after its mark.
 * @param isWritten the changes were written before their marks
 */
export async function clearMarks({ _id, marks, isOld }: Mark, { isWritten = false } = {}): Promise<void> {
  if (isOld || isWritten) await MarkedPeriod.deleteOne({ _id, marks });
  else await MarkedPeriod.updateOne({ _id, marks }, { $set: { counted: marks } });
}

/** The periods that are marked, and those among them whose last marks no count includes. */
export async function findMarkedPeriods(): Promise<{ marked: Set<string>; uncounted: Set<string> }> {
  const found = await MarkedPeriod.find().lean();
  return {
    marked: new Set(found.map(({ _id }) => _id)),
    uncounted: new Set(found.filter(({ marks, counted }) => (counted ?? 0) < marks).map(({ _id }) => _id)),
  };
}
