import type { Collection, Document } from 'mongodb';

/**
 * Drops an index by its name, if it exists. DocumentDB drops it and then sends an answer that the driver can't
 * read, so an error counts only if the index is still there.
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
    const indexes = (await collection.listIndexes().toArray()) as { name?: string }[];
    return indexes.some((index) => index.name === name);
  } catch (error) {
    if (isNamespaceNotFound(error as { code?: unknown; message: string })) return false;
    throw error;
  }
}

/** The answer for a collection that does not exist: a code from MongoDB, only a message from DocumentDB. */
const isNamespaceNotFound = ({ code, message }: { code?: unknown; message: string }): boolean =>
  code === 26 || /namespace does not (currently )?exist/i.test(message);
