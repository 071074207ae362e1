import type { AnyBulkWriteOperation, Collection, Document, Filter, WithId } from 'mongodb';

const atOnce = 500;

/** Calls `change` with documents in the order of their ids, some at a time, and writes the updates it returns. */
export async function eachDocument<T extends Document>(
  collection: Collection<T>,
  change: (document: WithId<T>) => Partial<T> | undefined,
): Promise<void> {
  let after: unknown;
  for (;;) {
    const rest = (after === undefined ? {} : { _id: { $gt: after } }) as Filter<T>;
    const found = await collection.find(rest).sort({ _id: 1 }).limit(atOnce).toArray();
    if (!found.length) return;
    after = found.at(-1)!._id;
    const updates = found.flatMap((document): AnyBulkWriteOperation<T>[] => {
      const set = change(document);
      const filter = { _id: document._id } as Filter<T>;
      return set ? [{ updateOne: { filter, update: { $set: set } } }] : [];
    });
    if (updates.length) await collection.bulkWrite(updates);
  }
}
