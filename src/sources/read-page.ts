import openGraph from 'open-graph-scraper';
import { itemKey } from './item-identity.js';
import { pageHead } from './page-head.js';
import { plainText, shorten } from './plain-text.js';
import { readLanguage, type Entry } from './read-feed.js';
import { SourceProblem } from './source-problem.js';
import { imageAddress, webAddress } from './web-address.js';

/**
 * How a web page at `url` describes itself: Open Graph first, then the usual tags.
 * @throws SourceProblem when it has no title
 */
export async function readPage(html: string, url: string): Promise<Entry> {
  const { result } = await openGraph({ html: pageHead(html) });
  const title = shorten(plainText(result.ogTitle ?? result.twitterTitle ?? ''), 300);
  if (!title) throw new SourceProblem('sources.problem-page-title');
  const link = ownLink(result.ogUrl, url);
  const images = [...(result.ogImage ?? []), ...(result.twitterImage ?? [])];
  const summary = plainText(result.ogDescription ?? result.twitterDescription ?? '');
  return {
    key: itemKey({ link }),
    title,
    link,
    summary: summary === title ? '' : shorten(summary, 500),
    imageUrl: images.map((image) => imageAddress(image.url, url)).find(Boolean) ?? null,
    language: readLanguage(result.ogLocale),
    publishedAt: null,
  };
}

/**
 * The address that a page gives for itself, if it is on the same site: some pages name their start page, or a test
 * host.
 */
function ownLink(canonical: string | undefined, url: string): string {
  const given = webAddress(canonical, url);
  const site = (address: string) => new URL(address).hostname.split('.').slice(-2).join('.');
  const isStart = given && new URL(given).pathname === '/' && new URL(url).pathname !== '/';
  return given && !isStart && site(given) === site(url) ? given : url;
}
