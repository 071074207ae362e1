import openGraph from 'open-graph-scraper';
import { getDomain } from 'tldts';
import { itemKey } from './item-identity.js';
import { baseOf, pageHead } from './page-head.js';
import { plainText, shorten } from './plain-text.js';
import { readLanguage, type Entry } from './read-feed.js';
import { attributeOf } from './scan-tags.js';
import { SourceProblem } from './source-problem.js';
import { imageAddress, webAddress } from './web-address.js';

/**
 * How a web page at `url` describes itself: Open Graph first, then the usual tags.
 * @throws SourceProblem when it has no title
 */
export async function readPage(html: string, url: string): Promise<Entry> {
  const head = pageHead(html);
  const { result } = await openGraph({ html: head });
  const title = shorten(plainText(result.ogTitle ?? result.twitterTitle ?? ''), 300);
  if (!title) throw new SourceProblem('sources.problem-page-title');
  const base = baseOf(head, url);
  const link =
    [result.ogUrl, canonicalOf(head)].map((given) => ownLink(given, url, base)).find(Boolean) ?? url;
  const images = [...(result.ogImage ?? []), ...(result.twitterImage ?? [])];
  const summary = plainText(result.ogDescription ?? result.twitterDescription ?? '');
  return {
    key: itemKey({ link }),
    title,
    link,
    summary: summary === title ? '' : shorten(summary, 500),
    imageUrl: images.map((image) => imageAddress(image.url, base)).find(Boolean) ?? null,
    language: readLanguage(result.ogLocale),
    publishedAt: null,
  };
}

/** What `<link rel="canonical">` names. */
const canonicalOf = (head: string): string | undefined =>
  (head.match(/<link\b[^<>]*>/gi) ?? [])
    .filter((tag) => /^canonical$/i.test(attributeOf(tag, 'rel') ?? ''))
    .map((tag) => attributeOf(tag, 'href'))
    .find(Boolean);

/**
 * The address that a page at `url` gives for itself, if it is on the same site and not less secure. Some pages name
 * their start page, a test host, or the site of somebody else.
 */
function ownLink(given: string | undefined, url: string, base: string): string | null {
  const address = webAddress(given, base);
  if (!address) return null;
  const [named, fetched] = [new URL(address), new URL(url)];
  const isStart = named.pathname === '/' && fetched.pathname !== '/';
  const isLessSecure = fetched.protocol === 'https:' && named.protocol === 'http:';
  return !isStart && !isLessSecure && siteOf(named) === siteOf(fetched) ? address : null;
}

/** The domain that one owner registered: `a.example.co.uk` and `b.example.co.uk` share it, `a.github.io` and `b.github.io` don't. */
const siteOf = ({ hostname }: URL): string => getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
