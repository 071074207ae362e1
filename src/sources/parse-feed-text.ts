import {
  DetectError,
  detectAtomFeed,
  detectRdfFeed,
  detectRssFeed,
  parseAtomFeed,
  parseFeed,
  parseRdfFeed,
  parseRssFeed,
  type AnyFeed,
} from 'feedsmith';
import { cutEntries, isJson } from './cut-entries.js';
import { attributeOf, scanTags } from './scan-tags.js';
import { SourceProblem } from './source-problem.js';
import { unwrapFeed, type FeedRoot } from './unwrap-feed.js';

interface ParsedText {
  parsed: AnyFeed;
  /** How many entries have no content, which the parser leaves out. */
  empty: number;
  /** How many older entries were not parsed. */
  cut: number;
  /** The `xml:base` of the channel of an RSS feed. */
  channelBase: string | undefined;
}

/**
 * Parses a feed without loading anything: no DTD is read, and only the entities of XML and HTML are known.
 * @throws SourceProblem when it is empty, a web page, no feed, broken, nested too deeply, or defines its own
 *   entities
 */
export function parseFeedText(text: string): ParsedText {
  if (!text.trim()) throw new SourceProblem('sources.problem-empty');
  if (isWebPage(text)) throw new SourceProblem('sources.problem-web-page');
  const feed = withoutDoctype(text);
  try {
    const { text: whole, root } = isJson(feed) ? { text: feed } : unwrapFeed(feed);
    const { text: newest, count, cut } = cutEntries(whole);
    const parsed = root ? parsers[root](newest) : parseFeed(newest);
    const empty = Math.max(0, count - cut - entriesOf(parsed).length);
    return { parsed, empty, cut, channelBase: root === 'rss' ? channelBaseOf(newest) : undefined };
  } catch (error) {
    if (error instanceof SourceProblem) throw error;
    const unknown = error instanceof DetectError && !/^\s*(?:<\?xml|\{)/i.test(text);
    throw new SourceProblem(unknown ? 'sources.problem-no-feed' : 'sources.problem-broken', { cause: error });
  }
}

// By its root: the text of an entry of one format may show a feed of another.
const parsers: Record<FeedRoot, (text: string) => AnyFeed> = {
  rss: (text) => ({ format: 'rss', feed: parseRssFeed(text) }),
  feed: (text) => ({ format: 'atom', feed: parseAtomFeed(text) }),
  rdf: (text) => ({ format: 'rdf', feed: parseRdfFeed(text) }),
};

/** The base that the channel of an RSS feed names. The library reads that of `<rss>` alone. */
function channelBaseOf(text: string): string | undefined {
  for (const { name, from, to } of scanTags(text))
    if (name === 'channel') return attributeOf(text.slice(from, to), 'xml:base');
  return undefined;
}

/** True for HTML, with or without its doctype, an XML prolog or comments in front. */
export function isWebPage(text: string): boolean {
  return /^(?:\s|<\?[^>]*>|<!--(?:(?!-->)[\s\S])*-->)*<(?:!doctype\s+html|html)\b/i.test(
    text.slice(0, 5_000),
  );
}

// Only a doctype that defines entities is dangerous; others (RSS 0.91, RSS 1.0) name a DTD that is never read.
function withoutDoctype(text: string): string {
  const start = text.search(/<!DOCTYPE/i);
  if (start < 0) return text;
  const subset = text.indexOf('[', start);
  const plainEnd = text.indexOf('>', start);
  if (plainEnd < 0) return text;
  if (subset < 0 || subset > plainEnd) return text.slice(0, start) + text.slice(plainEnd + 1);
  const close = /\]\s*>/.exec(text.slice(subset));
  const end = close ? subset + close.index : text.length;
  if (/<!ENTITY\s+[^%\s]/i.test(text.slice(subset, end))) throw new SourceProblem('sources.problem-entities');
  return text.slice(0, start) + text.slice(end + (close?.[0].length ?? 0));
}

const entriesOf = ({ format, feed }: AnyFeed): unknown[] =>
  (format === 'atom' ? feed.entries : feed.items) ?? [];

/** True for text that looks like a feed of any format and is not a web page. */
export function isFeedText(text: string): boolean {
  if (isWebPage(text)) return false;
  const start = text.slice(0, 5_000);
  return (
    /^(?:\s|<\?[^<>]*>|<![^<>]*>)*<channel[\s>]/i.test(start) ||
    detectRssFeed(text) ||
    detectAtomFeed(text) ||
    detectRdfFeed(text) ||
    /^\s*\{[^{]*jsonfeed\.org/.test(text)
  );
}
