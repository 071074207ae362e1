import { baseOf, pageHead } from './page-head.js';
import { attributeOf } from './scan-tags.js';
import { webAddress } from './web-address.js';

const feedTypes = [
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
  'application/x-cdf',
];

/** The address of the first feed that a page names by `<link rel="alternate">`; null when there is none. */
export function findFeedLink(html: string, url: string): string | null {
  const head = pageHead(html);
  const tags = head.match(/<link\b[^<>]*>/gi) ?? [];
  const base = baseOf(head, url);
  const named = tags.filter(
    (tag) =>
      /\balternate\b/i.test(attributeOf(tag, 'rel') ?? '') &&
      feedTypes.includes((attributeOf(tag, 'type') ?? '').split(';')[0]!.trim().toLowerCase()),
  );
  return (
    named.map((tag) => webAddress(attributeOf(tag, 'href'), base)).find((address) => address !== null) ?? null
  );
}
