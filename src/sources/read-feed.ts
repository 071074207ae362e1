import { DateTime } from 'luxon';
import { feedEntries, type RawEntry, type RawFeed } from './feed-entries.js';
import { firstImage, withoutLinkBack } from './entry-html.js';
import { itemKey } from './item-identity.js';
import { parseFeedText } from './parse-feed-text.js';
import { plainText, shorten } from './plain-text.js';
import { imageAddress, webAddress } from './web-address.js';

/** An entry that a post can be made from. */
export interface Entry {
  key: string;
  title: string;
  link: string;
  summary: string;
  imageUrl: string | null;
  language: string | null;
  publishedAt: Date | null;
}

/** An entry that can't be used: what it calls itself, its place in the feed from 1, and a word that says why. */
export interface Unusable {
  entry?: string;
  number?: number;
  reason: string;
}

export interface ReadFeed {
  title: string;
  entries: Entry[];
  unusable: Unusable[];
  /** Entries beyond the newest that are taken. */
  leftOut: number;
}

/** As many entries of one feed are taken at a time, the newest. */
export const mostEntries = 500;

/**
 * Reads a feed of any format that came from `url`. What can be used is used: a missing title is made from the
 * first words, relative addresses are resolved.
 * @throws SourceProblem when the text is no feed
 */
export function readFeed(text: string, url: string): ReadFeed {
  const { parsed, empty, cut } = parseFeedText(text);
  const feed = feedEntries(parsed);
  const site = webAddress(feed.link, url) ?? url;
  const base = webAddress(feed.base, url) ?? site;
  const numbered = newestFirst(feed.entries);
  const read = numbered.slice(0, mostEntries).map(([entry, number]) => readEntry(entry, number, feed, base));
  return {
    title: shorten(plainText(feed.title), 200) || new URL(site).hostname,
    entries: read.filter((one) => 'key' in one),
    unusable: [
      ...read.filter((one) => 'reason' in one),
      ...Array.from({ length: empty }, () => ({ reason: 'sources.unusable-empty' })),
    ],
    leftOut: cut + Math.max(0, numbered.length - mostEntries),
  };
}

/** Entries with their place in the feed. Sorted only when some have to be left out: most feeds are in order. */
function newestFirst(entries: RawEntry[]): [RawEntry, number][] {
  const numbered = entries.map((entry, index): [RawEntry, number] => [entry, index + 1]);
  if (numbered.length <= mostEntries) return numbered;
  const at = new Map(entries.map((entry) => [entry, readDate(entry.date)?.getTime() ?? 0]));
  return numbered.sort(([a], [b]) => at.get(b)! - at.get(a)!);
}

function readEntry(raw: RawEntry, number: number, feed: RawFeed, feedBase: string): Entry | Unusable {
  const base = webAddress(raw.base, feedBase) ?? feedBase;
  const link = firstOf(raw.links, (href) => webAddress(href, isRelativeId(raw, href) ? undefined : base));
  const words = firstOf(raw.summaries, (html) => plainText(withoutLinkBack(html, link ?? null, base))) ?? '';
  const title = shorten(plainText(raw.title), 300) || shorten(words, 80);
  const unusable = (reason: string) => ({ ...(title && { entry: shorten(title, 120) }), number, reason });

  if (!link)
    return unusable(
      raw.links.some((href) => href?.trim() && href !== raw.id)
        ? 'sources.unusable-link'
        : 'sources.unusable-no-link',
    );
  if (!title) return unusable('sources.unusable-no-title');
  const publishedAt = readDate(raw.date);
  return {
    key: itemKey({ id: raw.id, link, title, publishedAt }),
    title,
    link,
    summary: words === title ? '' : shorten(words, 500),
    imageUrl:
      firstOf(raw.images, (src) => imageAddress(src, base)) ??
      firstOf(raw.summaries, (html) => imageAddress(firstImage(html), base)) ??
      null,
    language: readLanguage(raw.language ?? feed.language),
    publishedAt,
  };
}

/** What is made of the first that something can be made of. */
function firstOf<T, R>(candidates: T[], make: (candidate: T) => R): R | undefined {
  for (const candidate of candidates) {
    const made = make(candidate);
    if (made) return made;
  }
  return undefined;
}

/** An id may be an address in full, but `post-17` is a name and no path. */
const isRelativeId = (raw: RawEntry, href: string | undefined) => href !== undefined && href === raw.id;

const longestDate = 100;

/** The moment a feed's date means, in the formats publishers use; without a zone it is UTC. */
export function readDate(text: string | undefined): Date | null {
  // Cut before any pattern: no date is longer.
  const given = text?.trim().slice(0, longestDate) ?? '';
  const iso = DateTime.fromISO(given, { zone: 'utc' });
  if (iso.isValid) return iso.toJSDate();
  // Without a year a machine guesses one.
  if (!/\d{4}/.test(given)) return null;
  const zoned = /([+-]\d{2}:?\d{2}|\b(?:[A-Z]{1,4}T|UT|UTC|Z))\s*(?:\([^)]*\))?$/i.test(given);
  const at = new Date(zoned ? given : `${given} UTC`);
  return Number.isNaN(at.getTime()) ? null : at;
}

const longestLanguage = 100;

/** A BCP 47 language, `en_us` included, without extensions and private parts, which have no name; null for what is none. */
export function readLanguage(tag: string | null | undefined): string | null {
  if (tag && tag.length > longestLanguage) return null;
  try {
    return new Intl.Locale(tag?.trim().replaceAll('_', '-') ?? '').baseName;
  } catch {
    return null;
  }
}
