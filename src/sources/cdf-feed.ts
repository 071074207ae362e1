import { attributeOf, scanTags, type Tag } from './scan-tags.js';

/** What RSS calls the elements of CDF that have words. */
const namesInRss: Record<string, string> = { title: 'title', abstract: 'description', lastmod: 'pubDate' };

/** True if these tags of a `<channel>` are those of the Channel Definition Format, and not of RSS. */
export const isCdf = (text: string, tags: Tag[]): boolean =>
  tags.some(({ name, from, to }) => {
    const written = (attribute: string) => attributeOf(text.slice(from, to), attribute) !== undefined;
    return name === 'abstract' || (['channel', 'item'].includes(name) ? written('href') : written('value'));
  });

/**
 * A channel in the Channel Definition Format as RSS. Its texts are in elements, or in `VALUE` as in the
 * first draft of the format. Channels within the channel are dissolved, so that their items are items of it.
 */
export function cdfToRss(text: string): string {
  const parts: string[] = [];
  let [copied, depth] = [0, 0];
  for (const tag of scanTags(text)) {
    if (tag.name === 'channel' && tag.kind === 'open') depth += 1;
    const by = inRss(tag, text.slice(tag.from, tag.to), depth);
    if (tag.name === 'channel' && tag.kind === 'close') depth -= 1;
    if (by === undefined) continue;
    parts.push(text.slice(copied, tag.from), by);
    copied = tag.to;
  }
  const base = attributeOf(text.slice(0, text.indexOf('>')), 'base');
  return `<rss${base ? ` xml:base="${base.replaceAll('&', '&amp;')}"` : ''}>${parts.join('')}${text.slice(copied)}</rss>`;
}

/** A tag of CDF in RSS, undefined for one that stays as it is. */
function inRss({ name, kind }: Tag, tag: string, depth: number): string | undefined {
  const valueOf = (attribute: string) => (attributeOf(tag, attribute) ?? '').replaceAll('&', '&amp;');
  const element = (rss: string, attribute: string) =>
    valueOf(attribute) && `<${rss}>${valueOf(attribute)}</${rss}>`;
  const rss = namesInRss[name];
  if (rss)
    return `${kind === 'close' ? '' : `<${rss}>${valueOf('value')}`}${kind === 'open' ? '' : `</${rss}>`}`;
  if (name === 'channel' && depth > 1) return '';
  if (name === 'a') return element('link', 'href');
  if (kind === 'close' || (name !== 'channel' && name !== 'item')) return undefined;
  const start = `${tag.slice(0, kind === 'alone' ? -2 : -1)}>`;
  const end = kind === 'alone' ? `</${tag.slice(1, 1 + name.length)}>` : '';
  return start + element('link', 'href') + element('pubDate', 'lastmod') + end;
}
