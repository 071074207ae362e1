import { wantPictures } from '../files/index.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { InboxItem } from './inbox-item.model.js';
import { linkSlot } from './item-identity.js';
import type { Entry } from './read-feed.js';

interface Origin {
  feedId: string | null;
  /** The name of the source in the inbox. */
  source: string;
  now: Date;
  /** True if these are the first entries of a feed, which may be of any age. */
  isBacklog?: boolean;
}

/**
 * Stores entries in the inbox without duplicates. Known ones are updated while nobody has acted on them. Safe when
 * two fetches overlap, because of unique indexes. Counts new and known entries.
 */
export async function storeEntries(
  services: Services,
  entries: Entry[],
  origin: Origin,
): Promise<{ added: number; known: number }> {
  const { feedId } = origin;
  const keys = entries.map((entry) => entry.key);
  const found = await InboxItem.find({ feedId, key: { $in: keys } }).lean();
  const byKey = new Map(found.map((item) => [item.key, item]));
  const unknown = entries.filter(({ key }) => !byKey.has(key));
  const places = sortTimes(entries, origin);
  const refused = await insert(unknown, { ...origin, places }, (entry) => linkSlot(entry.link));
  const added = unknown.filter((entry) => !refused.includes(entry));
  for (const entry of refused) if (await addBesideHolder(entry, { ...origin, places })) added.push(entry);
  const changed = entries.filter((entry) => {
    const known = byKey.get(entry.key);
    return known?.status === 'new' && isChanged(known, entry);
  });
  for (const entry of changed) await refresh(entry, origin);
  await wantPictures(
    services,
    [...added, ...changed].map(({ imageUrl }) => imageUrl),
  );
  return { added: added.length, known: entries.length - added.length };
}

const words = ({ title, summary, imageUrl, language }: Words) => ({ title, summary, imageUrl, language });

type Words = Pick<Entry, 'title' | 'summary'> & { imageUrl?: string | null; language?: string | null };

const isChanged = (known: Words, entry: Entry) =>
  JSON.stringify(words(known)) !== JSON.stringify(words(entry));

// The link never changes, because it identifies the item.
const refresh = (entry: Entry, { feedId }: Origin) =>
  InboxItem.updateOne({ feedId, key: entry.key, status: 'new' }, { $set: words(entry) });

/**
 * For an entry whose key or link is in the inbox already, from an overlapping fetch or from another feed. True
 * when it was added anyway: it has the link of another entry of its own feed, but another title.
 */
async function addBesideHolder(entry: Entry, origin: Placed): Promise<boolean> {
  const holder = await InboxItem.findOne({ slot: linkSlot(entry.link) }).lean();
  if (!holder || !origin.feedId) return false;
  if (holder.feedId?.toString() !== origin.feedId) {
    await InboxItem.updateOne({ _id: holder._id }, { $addToSet: { feedIds: origin.feedId } });
    return false;
  }
  if (holder.title === entry.title) return false;
  const refused = await insert([entry], origin, ({ link, title }) => linkSlot(link, title));
  return refused.length === 0;
}

type Placed = Origin & { places: Map<Entry, Date> };

/**
 * Where entries are in the inbox: by their date, which is at most now. One without a date comes right below its
 * neighbour in the feed, because feeds are in order. If none has a date, the first entries of a feed come last, and later
 * ones where they arrived.
 */
function sortTimes(entries: Entry[], { now, isBacklog }: Origin): Map<Entry, Date> {
  const dates = entries.map(({ publishedAt }) => publishedAt && (publishedAt < now ? publishedAt : now));
  const undated = isBacklog ? new Date(0) : now;
  let [neighbour, below] = [dates.find((date) => date !== null) ?? undated, 0];
  return new Map(
    entries.map((entry, index) => {
      const date = dates[index];
      if (date) [neighbour, below] = [date, 0];
      else below += 1;
      return [entry, new Date(neighbour.getTime() - below)];
    }),
  );
}

/** Inserts several entries; returns those that a unique index refused. */
async function insert(
  entries: Entry[],
  { feedId, source, now, places }: Placed,
  slotOf: (entry: Entry) => string,
): Promise<Entry[]> {
  const items = entries.map((entry) => ({
    ...entry,
    slot: slotOf(entry),
    feedId,
    feedIds: feedId ? [feedId] : [],
    source,
    arrivedAt: now,
    sortAt: places.get(entry)!,
  }));
  const failed = await InboxItem.insertMany(items, { ordered: false }).then(
    () => [],
    (error: { writeErrors?: { index: number }[] }) => {
      if (!error.writeErrors?.length) throw error;
      return error.writeErrors.map(({ index }) => index);
    },
  );
  // Not every MongoDB reports the reason for each failure in a batch. Single inserts do.
  const refused: Entry[] = [];
  for (const index of failed)
    await InboxItem.create(items[index]!).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      refused.push(entries[index]!);
    });
  return refused;
}
