import { feedEntries, type RawEntry, type RawFeed } from './feed-entries.js';
import { mostEntries } from './get-source.js';
import { imagesIn, withoutLinkBack } from './entry-html.js';
import { itemKey } from './item-identity.js';
import { parseFeedText } from './parse-feed-text.js';
import { plainText, shorten } from './plain-text.js';
import { readDate } from './read-date.js';
import { readableAddress } from '../platform/text/readable-address.js';
import { isVisibleName } from '../platform/text/visible-name.js';
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

/** An entry that can't be used: its name, its position in the feed from 1, and the reason. */
export interface Unusable {
  entry?: string;
  number?: number;
  reason: string;
}

export interface ReadFeed {
  title: string;
  entries: Entry[];
  unusable: Unusable[];
  /** Older entries that were not read. */
  leftOut: number;
}

/**
 * Reads a feed of any format from `url`. Uses as much as possible: a missing title is made from the first words,
 * and relative addresses are resolved.
 * @throws SourceProblem when the text is not a feed
 */
export function readFeed(text: string, url: string): ReadFeed {
  const { parsed, empty, cut, channelBase } = parseFeedText(text);
  const feed = feedEntries(parsed);
  const site = webAddress(feed.link, url) ?? url;
  const outer = webAddress(feed.base, url);
  const base = webAddress(channelBase, outer ?? url) ?? outer ?? site;
  const title = shorten(plainText(feed.title), 200);
  const numbered = newestFirst(feed.entries);
  const read = numbered.slice(0, mostEntries).map(([entry, number]) => readEntry(entry, number, feed, base));
  return {
    title: isVisibleName(title) ? title : readableAddress(new URL(site).hostname),
    entries: read.filter((one) => 'key' in one),
    unusable: [
      ...read.filter((one) => 'reason' in one),
      ...Array.from({ length: empty }, () => ({ reason: 'sources.unusable-empty' })),
    ],
    leftOut: cut + Math.max(0, numbered.length - mostEntries),
  };
}

/**
 * Entries with their position in the feed. Sorted only when some have to be left out, because most feeds are in
 * order.
 */
function newestFirst(entries: RawEntry[]): [RawEntry, number][] {
  const numbered = entries.map((entry, index): [RawEntry, number] => [entry, index + 1]);
  if (numbered.length <= mostEntries) return numbered;
  const at = new Map(entries.map((entry) => [entry, dateOf(entry)?.getTime() ?? undated]));
  return numbered.sort(([a], [b]) => at.get(b)! - at.get(a)!);
}

/** Before any date. */
const undated = Number.MIN_SAFE_INTEGER;

const dateOf = (raw: RawEntry): Date | null => firstOf(raw.dates, readDate) ?? null;

const ifVisible = (name: string): string | undefined => (isVisibleName(name) ? name : undefined);

function readEntry(raw: RawEntry, number: number, feed: RawFeed, feedBase: string): Entry | Unusable {
  const base = webAddress(raw.base, feedBase) ?? feedBase;
  const link = firstOf(raw.links, (href) => webAddress(href, isRelativeId(raw, href) ? undefined : base));
  const words = firstOf(raw.summaries, (html) => plainText(withoutLinkBack(html, link ?? null, base))) ?? '';
  const title = firstOf([shorten(plainText(raw.title), 300), shorten(words, 80)], ifVisible) ?? '';
  const unusable = (reason: string) => ({ ...(title && { entry: shorten(title, 120) }), number, reason });

  if (!link)
    return unusable(
      raw.links.some((href) => href?.trim() && href !== raw.id)
        ? 'sources.unusable-link'
        : 'sources.unusable-no-link',
    );
  if (!title) return unusable('sources.unusable-no-title');
  const publishedAt = dateOf(raw);
  return {
    key: itemKey({ id: raw.id, link, title, publishedAt }),
    title,
    link,
    summary: words === title ? '' : shorten(words, 500),
    imageUrl:
      firstOf(raw.images, (src) => imageAddress(src, base)) ??
      firstOf(raw.summaries, (html) => firstOf(imagesIn(html), (src) => imageAddress(src, base))) ??
      null,
    language: readLanguage(raw.language ?? feed.language),
    publishedAt,
  };
}

/** The result for the first candidate that has one. */
function firstOf<T, R>(candidates: T[], make: (candidate: T) => R): R | undefined {
  for (const candidate of candidates) {
    const made = make(candidate);
    if (made) return made;
  }
  return undefined;
}

/** A complete address can be an id, but `post-17` is a name, not a relative address. */
const isRelativeId = (raw: RawEntry, href: string | undefined) =>
  href !== undefined && href === raw.id && !raw.isPermaLink;

const longestLanguage = 100;

/**
 * A BCP 47 language (also `en_us`), without extensions and private parts, which have no name; null for an invalid
 * one.
 */
export function readLanguage(tag: string | null | undefined): string | null {
  if (tag && tag.length > longestLanguage) return null;
  try {
    return new Intl.Locale(tag?.trim().replaceAll('_', '-') ?? '').baseName;
  } catch {
    return null;
  }
}
