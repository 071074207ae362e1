import { isDecorationAddress } from './decoration.js';
import { readUrl } from '../platform/net/read-url.js';

/** Longer addresses do not work in mail and on networks. */
const longest = 2_000;

/** The absolute http(s) address of `href` on a page at `base`; null when it is invalid or too long. */
export function webAddress(href: string | undefined, base?: string): string | null {
  const given = href?.trim();
  const url = given && given.length <= 2 * longest ? readUrl(given, base) : null;
  if (!url) return null;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  // Credentials in a feed's address must not get into posts.
  url.username = '';
  url.password = '';
  return url.href.length > longest ? null : url.href;
}

/** Like `webAddress`, but only https, because pages don't show other images, and no smileys, spacers or counters. */
export function imageAddress(href: string | undefined, base?: string): string | null {
  const address = webAddress(href, base);
  return address?.startsWith('https:') && !isDecorationAddress(new URL(address)) ? address : null;
}
