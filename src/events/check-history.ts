import type { Types } from 'mongoose';
import type { Services } from '../services.js';
import { EventRecord } from './event.model.js';
import {
  documentsOf,
  historyFields,
  historyOf,
  modelsWithHistory,
  documentName,
  type ModelWithHistory,
} from './history.js';

const batch = 200;

export interface HistoryDifference {
  of: string;
  revision: number;
  /** The number of its last event. */
  lastEvent: number;
}

/**
 * Compares each document with its events: its revision must be the number of its last event. Deletes a document whose
 * last event is its deletion. Logs and returns the differences. A document without events is older than they are.
 */
export async function checkHistory(services: Services, stopping?: AbortSignal): Promise<HistoryDifference[]> {
  const differences: HistoryDifference[] = [];
  for (const model of modelsWithHistory()) {
    if (stopping?.aborted) break;
    differences.push(...(await checkModel(model, stopping)));
  }
  for (const difference of differences)
    services.log.error(
      { event: 'events.history-differs', ...difference },
      'the revision of a document is not the number of its last event',
    );
  return differences;
}

async function checkModel(model: ModelWithHistory, stopping?: AbortSignal): Promise<HistoryDifference[]> {
  const { kind } = historyOf(model);
  const differences: HistoryDifference[] = [];
  let last: Types.ObjectId | undefined;
  while (!stopping?.aborted) {
    const docs = await documentsOf(model)
      .find(last ? { _id: { $gt: last } } : {}, { revision: 1 })
      .sort({ _id: 1 })
      .limit(batch)
      .lean();
    for (const doc of docs) {
      const difference = await checkDocument(model, documentName(kind, doc._id), doc);
      if (difference) differences.push(difference);
    }
    last = docs.at(-1)?._id;
    if (docs.length < batch) break;
  }
  return differences;
}

async function checkDocument(
  model: ModelWithHistory,
  of: string,
  { _id }: { _id: Types.ObjectId },
): Promise<HistoryDifference | null> {
  const newest = await EventRecord.findOne(
    { _id: { $gt: `${of}/`, $lt: `${of}/~` } },
    { type: 1, changes: 1 },
  )
    .sort({ _id: -1 })
    .lean();
  if (!newest) return null;
  // Read after the event, as it may have changed since; an event that waits in the document is not missing.
  const doc = await documentsOf(model).findById(_id).select(`revision ${historyFields}`).lean();
  if (!doc || doc.pendingEvents?.length) return null;
  const lastEvent = Number(newest._id.slice(of.length + 1, of.length + 9));
  const [change] = newest.changes as [string, string][];
  if (change?.[0] === 'delete' && doc.deleting) {
    await model.collection.deleteOne({ _id: _id as never, deleting: true });
    return null;
  }
  return doc.revision === lastEvent ? null : { of, revision: doc.revision, lastEvent };
}

/** Deletes finished events after their retention; returns how many. */
export async function deleteOldEvents({ clock }: Services): Promise<number> {
  return (await EventRecord.deleteMany({ state: 'done', dueAt: { $lte: clock.now() } })).deletedCount;
}
