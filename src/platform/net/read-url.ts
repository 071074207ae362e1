/** No host is longer, with a name and a password in front. One of very many different letters takes quadratic time. */
const longestHost = 1_000;

/** What of an address may be its host: the part in front of the first slashes, or the one after them. */
const hostsIn = (text: string) => text.replace(/[\t\n\r]/g, '').split(/[/\\?#]+/, 2);

/**
 * An address, or null if it can't be read. Not by `URL.canParse`: Node.js 20 answers false for addresses with letters such
 * as ü once it has optimized the caller.
 */
export function readUrl(text: string, base?: string | URL): URL | null {
  if (text.length > longestHost && hostsIn(text).some(({ length }) => length > longestHost)) return null;
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
