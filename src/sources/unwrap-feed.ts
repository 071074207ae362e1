import { cdfToRss, isCdf } from './cdf-feed.js';
import { attributeOf, scanTags, type Tag } from './scan-tags.js';

/** The root of a feed is not behind more than this. */
const furthest = 64 * 1024;

export type FeedRoot = 'rss' | 'feed' | 'rdf';
const roots: string[] = ['rss', 'feed', 'rdf'] satisfies FeedRoot[];

const localName = ({ name }: Tag) => name.slice(name.indexOf(':') + 1);

/**
 * A feed in XML as its parser expects it, and the name of its root. The root is the outermost element, also if the feed
 * was within another document or something was printed in front of it. Elements of RSS have no prefix.
 */
export function unwrapFeed(text: string): { text: string; root?: FeedRoot } {
  const whole = /<\/[\w:.-]+\s*$/.test(text.slice(-100)) ? `${text.trimEnd()}>` : text;
  const tags = [...scanTags(whole.slice(0, furthest))].filter(({ kind }) => kind !== 'close');
  const tag = tags.find((one) => roots.includes(localName(one)));
  if (!tag && tags[0]?.name !== 'channel') return { text: whole };
  const root = tag ? (localName(tag) as FeedRoot) : 'rss';
  const unwrapped = !tag
    ? channelAsRss(whole, tags)
    : tag === tags[0]
      ? whole
      : withNamesFrom(whole.slice(0, tag.from), between(whole, tag), tag);
  return { text: root === 'feed' ? unwrapped : withAtomLinks(withoutPrefix(unwrapped)), root };
}

/** The channel that begins with the first of these tags: RSS without its root, or CDF. */
function channelAsRss(text: string, tags: Tag[]): string {
  const channel = between(text, tags[0]!);
  return isCdf(text, tags) ? cdfToRss(channel) : `<rss>${channel}</rss>`;
}

/** A text from this tag to the last that closes it. */
function between(text: string, { from, to, name }: Tag): string {
  const closing = text.lastIndexOf(`</${text.slice(from + 1, from + 1 + name.length)}`);
  const end = closing < to ? -1 : text.indexOf('>', closing);
  return end < 0 ? text.slice(from) : text.slice(from, end + 1);
}

/** With the namespaces that were declared in front of it. */
function withNamesFrom(outside: string, feed: string, { from, to, name }: Tag): string {
  const own = feed.slice(0, to - from);
  const declared = outside.match(/\sxmlns:[\w.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*')/g) ?? [];
  const missing = declared.filter((one) => !own.includes(one.split('=')[0]!.trim()));
  const at = 1 + name.length;
  return feed.slice(0, at) + missing.join('') + feed.slice(at);
}

/** Without the prefix of `<r:rss>` or `<r:channel>`. The parser of Atom knows prefixes. */
function withoutPrefix(text: string): string {
  const prefix = /<([a-z][\w.-]*):(?:rss|channel)[\s/>]/i.exec(text.slice(0, furthest))?.[1];
  return prefix ? text.replace(new RegExp(`(</?)${prefix.replaceAll('.', '\\.')}:`, 'gi'), '$1') : text;
}

/** A link with `href` and without a text belongs to Atom, also in an RSS item that does not say so. */
const withAtomLinks = (text: string): string =>
  text.replace(/<link(\s[^<>]*)>(\s*<\/link>)?/gi, (tag, attributes: string, closing?: string) => {
    const isEmpty = closing !== undefined || attributes.endsWith('/');
    return isEmpty && attributeOf(tag, 'href') ? `<atom:link${attributes.replace(/\/$/, '')}/>` : tag;
  });
