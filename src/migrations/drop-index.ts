import type { Collection, Document } from 'mongodb';

/** What a server answers when it is asked for the indexes of a collection that does not exist. */
const namespaceNotFound = 26;

/**
 * Drops an index by its name, if it is there. DocumentDB drops it and then answers in a way the driver can't read, so an
 * error counts only while the index is still there.
 */
export async function dropIndex<T extends Document>(collection: Collection<T>, name: string): Promise<void> {
  if (!(await hasIndex(collection, name))) return;
  try {
    await collection.dropIndex(name);
  } catch (error) {
    if (await hasIndex(collection, name)) throw error;
  }
}

async function hasIndex<T extends Document>(collection: Collection<T>, name: string): Promise<boolean> {
  try {
    return (await collection.listIndexes().toArray()).some((index) => index.name === name);
  } catch (error) {
    if ((error as { code?: unknown }).code === namespaceNotFound) return false;
    throw error;
  }
}
