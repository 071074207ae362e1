import { AFTER, encodeRank, encodeValue } from '../bson/key-order.js';
import type { Index } from './indexes/definition.js';
import type { Collection, Storage } from './storage.js';
import { decode, Rank } from '../bson/values.js';

/** Documents removed per write transaction. */
const STEP = 500;

/** Removes every document whose date under a TTL index is long enough past. Returns how many. */
export async function expire(storage: Storage, now: Date): Promise<number> {
  let removed = 0;
  for (const collection of storage.collections()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      for (let step = STEP; step === STEP; removed += step) {
        step = await storage.write(() => expireSome(storage, collection, index, now));
      }
    }
  }
  return removed;
}

function expireSome(storage: Storage, collection: Collection, index: Index, now: Date): number {
  if (!storage.collections().includes(collection) || !collection.indexes.includes(index)) return 0;
  const limit = new Date(now.getTime() - index.expireAfterSeconds! * 1000);
  const { descending } = index.fields[0]!;
  const edge = encodeValue(limit, descending);
  const [start, end] = descending
    ? [edge, Buffer.from([encodeRank(Rank.date, true)[0]! + 1])]
    : [encodeRank(Rank.date), Buffer.concat([edge, AFTER])];
  const expired = new Set<number>();
  for (const id of storage.scanIndex(index, start, end)) {
    expired.add(id);
    if (expired.size === STEP) break;
  }
  for (const id of expired) {
    const bytes = storage.get(collection, id);
    if (!bytes) throw storage.missing(collection, id);
    storage.remove(collection, id, decode(bytes));
  }
  return expired.size;
}
