/** Longer addresses break in mail and on networks. */
const longest = 2_000;

/** The absolute http(s) address that `href` means on a page at `base`; null when it is none, or too long. */
export function webAddress(href: string | undefined, base?: string): string | null {
  const given = href?.trim();
  if (!given || given.length > 2 * longest || !URL.canParse(given, base)) return null;
  const url = new URL(given, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  // What a feed's own address carries for signing in must not travel into posts.
  url.username = '';
  url.password = '';
  return url.href.length > longest ? null : url.href;
}

/** As `webAddress`, https only: other images the pages don't show. */
export function imageAddress(href: string | undefined, base?: string): string | null {
  const address = webAddress(href, base);
  return address?.startsWith('https:') ? address : null;
}
