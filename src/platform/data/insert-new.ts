import mongoose from 'mongoose';
import { isDeadlock, isDuplicateKey } from './duplicate-key.js';

/**
 * Inserts documents unless a unique index finds them there already. Existing ones are not changed. Returns their
 * positions in the list.
 */
export async function insertNew<T extends object>(
  { collection }: { collection: mongoose.Collection },
  documents: T[],
): Promise<Set<number>> {
  if (!documents.length) return new Set();
  try {
    await collection.bulkWrite(
      documents.map((document) => ({ insertOne: { document } })),
      { ordered: false },
    );
    return new Set();
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
    const failed = [error.writeErrors].flat();
    // The retry finds what the other process inserted.
    if (failed.some(({ errmsg }) => isDeadlock(errmsg)))
      return notOurs(collection, documents, await insertNew({ collection }, documents));
    const areThere = failed.every(({ code, errmsg }) => isDuplicateKey({ code, message: errmsg }));
    if (!failed.length || !areThere) throw error;
    return new Set(failed.map(({ index }) => index));
  }
}

/**
 * Leaves out documents that have the same id here and in the database: this call inserted them at its first
 * attempt.
 */
async function notOurs(
  collection: mongoose.Collection,
  documents: { _id?: unknown }[],
  wereThere: Set<number>,
): Promise<Set<number>> {
  const ids = [...wereThere].map((place) => documents[place]!._id);
  const ours = await collection
    .find({ _id: { $in: ids as mongoose.Types.ObjectId[] } })
    .project({ _id: 1 })
    .toArray();
  const known = new Set(ours.map(({ _id }) => String(_id)));
  return new Set([...wereThere].filter((place) => !known.has(String(documents[place]!._id))));
}
