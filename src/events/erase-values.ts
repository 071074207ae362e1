import { EventRecord } from './event.model.js';
import { eventsPublished } from './publish-events.js';
import type { StoredEvent } from './reaction.js';

/**
 * Removes the values of fields from the events of documents, named as in events (`person/6a1…`). That the fields were
 * changed, when and by whom stays. Only what is published is reached: call it in a reaction to the change that ends
 * the history of these values.
 * @param isErased says which fields
 */
export async function eraseValues(
  documents: readonly string[],
  isErased: (path: string) => boolean,
): Promise<void> {
  await eventsPublished();
  for await (const { _id, changes } of EventRecord.find({ of: { $in: documents } })
    .lean<Pick<StoredEvent, '_id' | 'changes'>[]>()
    .cursor()) {
    const left = changes.map(([op, path, value]) =>
      value === undefined || isErased(path) ? [op, path] : [op, path, value],
    );
    await EventRecord.updateOne({ _id }, { $set: { changes: left } });
  }
}
