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
export async function keepEntries(
  entries: Entry[],
  origin: Origin,
): Promise<{ added: number; known: number }> {
  const { feedId } = origin;
  const keys = entries.map((entry) => entry.key);
  const found = await InboxItem.find({ feedId, key: { $in: keys } }).lean();
  const byKey = new Map(found.map((item) => [item.key, item]));
  let added = 0;
  for (const entry of entries) {
    const known = byKey.get(entry.key);
    if (!known) added += (await addEntry(entry, origin)) ? 1 : 0;
    else if (known.status === 'new' && isChanged(known, entry)) await refresh(entry, origin);
  }
  return { added, known: entries.length - added };
}

const words = ({ title, summary, imageUrl, language }: Words) => ({ title, summary, imageUrl, language });

type Words = Pick<Entry, 'title' | 'summary'> & { imageUrl?: string | null; language?: string | null };

const isChanged = (known: Words, entry: Entry) =>
  JSON.stringify(words(known)) !== JSON.stringify(words(entry));

// The link stays: it is the item's place in the inbox.
const refresh = (entry: Entry, { feedId }: Origin) =>
  InboxItem.updateOne({ feedId, key: entry.key, status: 'new' }, { $set: words(entry) });

/** False when it is in the inbox already: from an overlapping fetch, or with the same link from another feed. */
async function addEntry(entry: Entry, origin: Origin): Promise<boolean> {
  const slot = linkSlot(entry.link);
  if (await insert(entry, slot, origin)) return true;
  const holder = await InboxItem.findOne({ slot }).lean();
  if (!holder) return false;
  if (!origin.feedId) return false;
  if (holder.feedId?.toString() === origin.feedId)
    return holder.title !== entry.title && insert(entry, linkSlot(entry.link, entry.title), origin);
  await InboxItem.updateOne({ slot }, { $addToSet: { feedIds: origin.feedId } });
  return false;
}

async function insert(entry: Entry, slot: string, { feedId, source, now }: Origin): Promise<boolean> {
  const { publishedAt } = entry;
  const sortAt = publishedAt && publishedAt < now ? publishedAt : now;
  try {
    await InboxItem.create({
      ...entry,
      slot,
      feedId,
      feedIds: feedId ? [feedId] : [],
      source,
      arrivedAt: now,
      sortAt,
    });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
