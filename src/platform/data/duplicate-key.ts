/**
 * True when the database refused a write because a unique index holds that key already. MongoDB says E11000;
 * engines that speak its protocol may say so in words only.
 */
export function isDuplicateKey(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    code === 11000 || (typeof message === 'string' && /duplicate key|exclusion constraint/i.test(message))
  );
}

/** For `.catch()`: does this when a unique index refused the write. Any other error is thrown on. */
export const onDuplicateKey =
  <T>(instead: () => T) =>
  (error: unknown): T => {
    if (isDuplicateKey(error)) return instead();
    throw error;
  };

/** True when an engine over PostgreSQL ended one of two writes that waited for each other: it may be tried again. */
export const isDeadlock = (message = ''): boolean => /deadlock/i.test(message);

const mostTries = 4;

/** Tries a write again after errors that it stored nothing with. */
async function writeAgain<T>(
  write: () => Promise<T>,
  storedNothing: (error: unknown) => boolean,
  times = 1,
): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (times === mostTries || !storedNothing(error)) throw error;
    return writeAgain(write, storedNothing, times + 1);
  }
}

const endedByDeadlock = (error: unknown) => isDeadlock((error as Error).message);

/** Writes one document; again after a deadlock, which may come again. */
export const writeAfterDeadlock = <T>(write: () => Promise<T>): Promise<T> =>
  writeAgain(write, endedByDeadlock);

/** Inserts a document unless a unique index refuses it. False when it was there. */
export const insertUnlessThere = (insert: () => Promise<unknown>): Promise<boolean> =>
  writeAfterDeadlock(insert)
    .then(() => true)
    .catch(onDuplicateKey(() => false));

/**
 * Inserts a document unless it is there, and returns the one that is there. Not by a findAndModify that upserts: where
 * several of them meet, DocumentDB returns to some what it has not stored.
 */
export async function insertOrFind<T>(insert: () => Promise<unknown>, find: () => Promise<T>): Promise<T> {
  await insertUnlessThere(insert);
  return find();
}

/**
 * Upserts once more when another one made the document first: MongoDB leaves it to us, and then finds it. The same
 * after a deadlock.
 */
export const upsertAgain = <T>(upsert: () => Promise<T>): Promise<T> =>
  writeAgain(upsert, (error) => isDuplicateKey(error) || endedByDeadlock(error));
