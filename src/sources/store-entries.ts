import { wantPictures } from '../files/index.js';
import { isDuplicateKey } from '../platform/errors.js';
import { InboxItem } from './inbox-item.model.js';
import { linkSlot } from './item-identity.js';
import type { Entry } from './read-feed.js';

interface Origin {
  feedId: string | null;
  /** What the inbox names as where it came from. */
  source: string;
  now: Date;
}

/**
 * Puts entries into the inbox, each once: known ones are refreshed while nobody has decided about them. Safe
 * when two fetches overlap, as unique indexes decide. Counts what was new and what was known.
 */
export async function storeEntries(
  entries: Entry[],
  origin: Origin,
): Promise<{ added: number; known: number }> {
  const { feedId } = origin;
  const keys = entries.map((entry) => entry.key);
  const found = await InboxItem.find({ feedId, key: { $in: keys } }).lean();
  const byKey = new Map(found.map((item) => [item.key, item]));
  const unknown = entries.filter(({ key }) => !byKey.has(key));
  const refused = await insert(unknown, origin, (entry) => linkSlot(entry.link));
  let added = unknown.length - refused.length;
  for (const entry of refused) if (await addBesideHolder(entry, origin)) added += 1;
  const changed = entries.filter((entry) => {
    const known = byKey.get(entry.key);
    return known?.status === 'new' && isChanged(known, entry);
  });
  for (const entry of changed) await refresh(entry, origin);
  await wantPictures(
    [...unknown, ...changed].map(({ imageUrl }) => imageUrl),
    origin.now,
  );
  return { added, known: entries.length - added };
}

const words = ({ title, summary, imageUrl, language }: Words) => ({ title, summary, imageUrl, language });

type Words = Pick<Entry, 'title' | 'summary'> & { imageUrl?: string | null; language?: string | null };

const isChanged = (known: Words, entry: Entry) =>
  JSON.stringify(words(known)) !== JSON.stringify(words(entry));

// The link stays: it is the item's place in the inbox.
const refresh = (entry: Entry, { feedId }: Origin) =>
  InboxItem.updateOne({ feedId, key: entry.key, status: 'new' }, { $set: words(entry) });

/**
 * For an entry whose key or link is in the inbox: from an overlapping fetch, or with the same link from another
 * feed. True when it came in nevertheless: with the link of another entry of its own feed, but its own title.
 */
async function addBesideHolder(entry: Entry, origin: Origin): Promise<boolean> {
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

/** Inserts in one go; returns the entries that a unique index refused. */
async function insert(
  entries: Entry[],
  { feedId, source, now }: Origin,
  slotOf: (entry: Entry) => string,
): Promise<Entry[]> {
  const items = entries.map((entry, place) => ({
    ...entry,
    slot: slotOf(entry),
    feedId,
    feedIds: feedId ? [feedId] : [],
    source,
    arrivedAt: now,
    // Feeds put the newest first: so do undated entries, by a millisecond each.
    sortAt:
      entry.publishedAt && entry.publishedAt < now ? entry.publishedAt : new Date(now.getTime() - place),
  }));
  const failed = await InboxItem.insertMany(items, { ordered: false }).then(
    () => [],
    (error: { writeErrors?: { index: number }[] }) => {
      if (!error.writeErrors?.length) throw error;
      return error.writeErrors.map(({ index }) => index);
    },
  );
  // Not every MongoDB says in a batch why it failed; alone, each says so.
  const refused: Entry[] = [];
  for (const index of failed)
    await InboxItem.create(items[index]!).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      refused.push(entries[index]!);
    });
  return refused;
}
