import { attributeOf } from './entry-html.js';
import { pageHead } from './page-head.js';
import { webAddress } from './web-address.js';

const feedTypes = [
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
];

/** The address of the first feed that a page names by `<link rel="alternate">`; null when there is none. */
export function findFeedLink(html: string, url: string): string | null {
  const tags = pageHead(html).match(/<(?:link|base)\b[^<>]*>/gi) ?? [];
  const baseTag = tags.find((tag) => /^<base/i.test(tag));
  const base = webAddress(baseTag && attributeOf(baseTag, 'href'), url) ?? url;
  const named = tags.filter(
    (tag) =>
      /\balternate\b/i.test(attributeOf(tag, 'rel') ?? '') &&
      feedTypes.includes((attributeOf(tag, 'type') ?? '').split(';')[0]!.trim().toLowerCase()),
  );
  return (
    named.map((tag) => webAddress(attributeOf(tag, 'href'), base)).find((address) => address !== null) ?? null
  );
}
