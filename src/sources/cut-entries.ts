import { readDate } from './read-date.js';
import { scanTags } from './scan-tags.js';
import { SourceProblem } from './source-problem.js';

/**
 * The most entries of one feed that are parsed, the newest ones. Without this limit, 5 MB of short entries take
 * longer than the deadline of the parse process.
 */
export const mostParsed = 2_000;

/** Deeper than any feed. Parsers take long for deep documents. */
const deepest = 100;

interface Span {
  from: number;
  to: number;
}

export const isJson = (text: string): boolean => /^\s*\{/.test(text.slice(0, 1_000));

/**
 * A feed with only its newest entries. `count` is the number of all entries, including empty ones, which the
 * parser leaves out; `cut` is how many were removed.
 * @throws SourceProblem when it is nested too deeply
 */
export function cutEntries(text: string): { text: string; count: number; cut: number } {
  if (isJson(text)) return cutItems(text);
  const { count, spans } = findEntries(text);
  const cut = spans.length - mostParsed;
  if (cut <= 0) return { text, count, cut: 0 };
  const newest = new Set(newestOf(spans, ({ from, to }) => statedDate.exec(text.slice(from, to))?.[1]));
  const kept: string[] = [];
  let at = 0;
  for (const span of spans.filter((one) => !newest.has(one))) {
    kept.push(text.slice(at, span.from));
    at = span.to;
  }
  return { text: kept.join('') + text.slice(at), count, cut };
}

const jsonFeed = 'https://jsonfeed.org/version/1.1';

interface Dated {
  date_published?: unknown;
  date_modified?: unknown;
}

/** The same for JSON. */
function cutItems(text: string) {
  const feed = JSON.parse(text) as { version?: unknown; items?: (Dated | null)[] };
  const items = Array.isArray(feed.items) ? feed.items : [];
  const count = items.length;
  // Some publishers write only the number, and the parser wants the address.
  const version = /^[\d.]+$/.test(String(feed.version)) ? jsonFeed : feed.version;
  if (count <= mostParsed)
    return { text: version === feed.version ? text : JSON.stringify({ ...feed, version }), count, cut: 0 };
  const newest = newestOf(items, (item) => item?.date_published ?? item?.date_modified);
  return { text: JSON.stringify({ ...feed, version, items: newest }), count, cut: count - mostParsed };
}

const statedDate =
  /<(?:[a-z\d]{1,20}:)?(?:pubDate|published|issued|created|date|updated|modified)\b[^>]{0,100}>(?:<!\[CDATA\[)?([^<]{1,100})/i;

/** Before any date. */
const undated = Number.MIN_SAFE_INTEGER;

/**
 * The newest entries. Entries without a date come last, in the order of the feed, because most feeds begin with
 * the newest.
 */
function newestOf<T>(entries: T[], dateOf: (entry: T) => unknown): T[] {
  const moment = (stated: unknown) => (typeof stated === 'string' ? readDate(stated)?.getTime() : undefined);
  const moments = new Map(entries.map((entry) => [entry, moment(dateOf(entry)) ?? undated]));
  return [...entries].sort((a, b) => moments.get(b)! - moments.get(a)!).slice(0, mostParsed);
}

/**
 * Finds the entries, except those without an end. What is within an entry is none, and neither is `content:item` next to
 * `item`.
 */
function findEntries(text: string): { count: number; spans: Span[] } {
  const found = new Map<string, { count: number; spans: Span[] }>();
  let [depth, inside, nested, began] = [0, '', 0, 0];
  for (const { name, kind, from, to } of scanTags(text)) {
    if (kind === 'close') depth -= 1;
    else if (kind === 'open') depth += 1;
    if (depth > deepest) throw new SourceProblem('sources.problem-too-complex');
    if (inside) {
      if (name !== inside) continue;
      if (kind === 'open') nested += 1;
      else if (kind === 'close' && nested) nested -= 1;
      else if (kind === 'close') {
        found.get(name)!.spans.push({ from: began, to });
        inside = '';
      }
    } else if (isEntry.test(name) && kind !== 'close') {
      const entries = found.get(name) ?? { count: 0, spans: [] };
      found.set(name, entries);
      entries.count += 1;
      if (kind === 'open') [inside, began] = [name, from];
    }
  }
  const names = [...found.keys()];
  const own = names.some((name) => !name.includes(':')) ? names.filter((name) => !name.includes(':')) : names;
  const most = own.map((name) => found.get(name)!).sort((a, b) => b.count - a.count)[0];
  return most ?? { count: 0, spans: [] };
}

const isEntry = /^(?:[^:]+:)?(?:item|entry)$/;
