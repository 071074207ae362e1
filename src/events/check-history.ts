import type { Services } from '../services.js';
import { EventRecord } from './event.model.js';
import {
  documentsOf,
  historyFields,
  historyOf,
  modelsWithHistory,
  documentName,
  type DocumentId,
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
  let last: DocumentId | undefined;
  while (!stopping?.aborted) {
    const docs = await documentsOf(model)
      .find(last ? { _id: { $gt: last } } : {})
      .select('revision +deleting')
      .sort({ _id: 1 })
      .limit(batch)
      .lean();
    const newest = await newestEvents(docs.map(({ _id }) => documentName(kind, _id)));
    for (const { _id, revision, deleting } of docs) {
      const event = newest.get(documentName(kind, _id));
      if (event && (deleting || numberOf(event) !== revision)) {
        const difference = await checkDocument(model, _id, event);
        if (difference) differences.push(difference);
      }
    }
    last = docs.at(-1)?._id;
    if (docs.length < batch) break;
  }
  return differences;
}

/** The id of the last event of each of these documents. */
async function newestEvents(names: string[]): Promise<Map<string, string>> {
  const found = await EventRecord.aggregate<{ _id: string; newest: string }>([
    { $match: { of: { $in: names } } },
    { $group: { _id: '$of', newest: { $max: '$_id' } } },
  ]);
  return new Map(found.map(({ _id, newest }) => [_id, newest]));
}

const numberOf = (id: string): number => Number(id.split('/')[2]!.slice(0, 8));

/** Looks again at a document that differed, as it may have changed between the two readings. */
async function checkDocument(
  model: ModelWithHistory,
  _id: DocumentId,
  newest: string,
): Promise<HistoryDifference | null> {
  const event = await EventRecord.findById(newest).lean();
  const doc = await documentsOf(model).findById(_id).select(`revision ${historyFields}`).lean();
  // An event that waits in the document is not missing.
  if (!event || !doc || doc.pendingEvents?.length) return null;
  const [change] = event.changes as [string, string][];
  if (change?.[0] === 'delete' && doc.deleting) {
    await model.collection.deleteOne({ _id: _id as never, deleting: true });
    return null;
  }
  const [last] = await newestEvents([event.of]).then((map) => [...map.values()]);
  const lastEvent = numberOf(last!);
  return doc.revision === lastEvent ? null : { of: event.of, revision: doc.revision, lastEvent };
}

/** Deletes finished events after their retention; returns how many. */
export async function deleteOldEvents({ clock }: Services): Promise<number> {
  return (await EventRecord.deleteMany({ state: 'done', dueAt: { $lte: clock.now() } })).deletedCount;
}
