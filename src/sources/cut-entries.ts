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

/**
 * A feed with only its newest entries. `count` is the number of all entries, including empty ones, which the
 * parser leaves out; `cut` is how many were removed.
 * @throws SourceProblem when it is nested too deeply
 */
export function cutEntries(text: string): { text: string; count: number; cut: number } {
  if (/^\s*\{/.test(text.slice(0, 1_000))) return cutItems(text);
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

interface Dated {
  date_published?: unknown;
  date_modified?: unknown;
}

/** The same for JSON. */
function cutItems(text: string) {
  const feed = JSON.parse(text) as { items?: (Dated | null)[] };
  const items = Array.isArray(feed.items) ? feed.items : [];
  const count = items.length;
  if (count <= mostParsed) return { text, count, cut: 0 };
  const newest = newestOf(items, (item) => item?.date_published ?? item?.date_modified);
  return { text: JSON.stringify({ ...feed, items: newest }), count, cut: count - mostParsed };
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

/** Finds the entries, except those within another entry or without an end. */
function findEntries(text: string): { count: number; spans: Span[] } {
  const counts = { item: 0, entry: 0 };
  const spans: Span[] = [];
  let [depth, inside, began] = [0, '', 0];
  for (const { name, kind, from, to } of scanTags(text)) {
    if (kind === 'close') depth -= 1;
    else if (kind === 'open') depth += 1;
    if (depth > deepest) throw new SourceProblem('sources.problem-too-complex');
    const local = name.slice(name.indexOf(':') + 1);
    if (local !== 'item' && local !== 'entry') continue;
    if (kind !== 'close') counts[local] += 1;
    if (kind === 'open' && !inside) [inside, began] = [name, from];
    else if (kind === 'close' && inside === name) {
      spans.push({ from: began, to });
      inside = '';
    }
  }
  return { count: Math.max(counts.item, counts.entry), spans };
}
