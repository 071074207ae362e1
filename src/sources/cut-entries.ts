import { scanTags } from './scan-tags.js';
import { SourceProblem } from './source-problem.js';

/**
 * Entries of one feed that are parsed at most, the newest. Without it, 5 MB of short entries take longer than the
 * parse process's deadline.
 */
export const mostParsed = 2_000;

/** Deeper than any feed: parsers take long for it. */
const deepest = 100;

interface Span {
  from: number;
  to: number;
}

/**
 * A feed with its newest entries alone. `count` is how many entries it had, those included that its parser leaves out
 * because they are empty; `cut` how many were taken away.
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

/** The same for JSON. */
function cutItems(text: string) {
  const feed = JSON.parse(text) as { items?: ({ date_published?: unknown } | null)[] };
  const items = Array.isArray(feed.items) ? feed.items : [];
  const count = items.length;
  if (count <= mostParsed) return { text, count, cut: 0 };
  const newest = newestOf(items, (item) => item?.date_published);
  return { text: JSON.stringify({ ...feed, items: newest }), count, cut: count - mostParsed };
}

const statedDate = /<(?:pubDate|published|updated|dc:date)\b[^>]{0,100}>([^<]{1,100})/i;

/** Those without a date come last; where nothing says which is newer, in the order of the feed, as most have the newest first. */
function newestOf<T>(entries: T[], dateOf: (entry: T) => unknown): T[] {
  const moments = new Map(entries.map((entry) => [entry, Date.parse(String(dateOf(entry))) || 0]));
  return [...entries].sort((a, b) => moments.get(b)! - moments.get(a)!).slice(0, mostParsed);
}

/** Where the entries stand, without those that stand in another or never end. */
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
