import { collectionOf } from './context.js';
import type { Context, Handler } from './context.js';
import { CommandError } from '../bson/errors.js';
import type { Doc } from '../bson/values.js';

/** `{ groundswellBackup: path }` on `admin`: the store as it is now, into a new file of this machine. */
async function groundswellBackup({ backup, db, body }: Context): Promise<Doc> {
  if (db !== 'admin')
    throw new CommandError('Unauthorized', 'groundswellBackup may only be run against the admin database.');
  const path = body.groundswellBackup;
  if (typeof path !== 'string') throw new CommandError('BadValue', 'groundswellBackup needs a path');
  await backup(path);
  return { ok: 1 };
}

/** How many documents a collection has and their bytes, as MongoDB's `collStats` names them. */
function collStats(context: Context): Doc {
  const collection = collectionOf(context);
  const ns = `${context.db}.${String(context.body.collStats)}`;
  const { documents: count, bytes: size } = collection
    ? context.storage.tally(collection)
    : { documents: 0, bytes: 0 };
  const avgObjSize = count > 0 ? Math.round(size / count) : 0;
  return { ns, count, size, avgObjSize, nindexes: collection?.indexes.length ?? 0, ok: 1 };
}

/** The sums over the collections of a database. */
function dbStats({ storage, db }: Context): Doc {
  const collections = storage.collections(db);
  const tallies = collections.map((collection) => storage.tally(collection));
  const objects = tallies.reduce((sum, { documents }) => sum + documents, 0);
  const dataSize = storage.sizeOf(db);
  const indexes = collections.reduce((sum, collection) => sum + collection.indexes.length, 0);
  const avgObjSize = objects > 0 ? dataSize / objects : 0;
  return { db, collections: collections.length, objects, avgObjSize, dataSize, indexes, ok: 1 };
}

/** What operators ask of a store. */
export const operations: Record<string, Handler> = { groundswellBackup, collStats, dbStats };
