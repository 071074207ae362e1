import { readUrl } from '../platform/net/read-url.js';
import { z } from 'zod';
import { InvalidInput } from '../platform/errors.js';
import { oneLine } from './plain-text.js';

const longestAddress = 2_000;

/** A field for an address that a person types. */
export const addressField = z.string('sources.url-missing').max(longestAddress, 'sources.url-too-long');

/** What feed readers and podcast players put in front of an address: `feed:https://…` or `feed://example.com`. */
const readers = /^(?:feeds?|rss|podcast|pcast|itpc):(?:\/\/)?(?=.)/i;

/** A name of a host in any script, as a person types it: `bücher.example/news`. */
const startsWithHost =
  /^[\p{L}\p{N}_-][\p{L}\p{M}\p{N}_-]*(?:[.。][\p{L}\p{M}\p{N}_-]+)+\.?(?::\d+)?(?:[/?#]|$)/u;

/**
 * The complete address that a person typed: `example.com/news` and `feed://example.com/news` become https.
 * @throws InvalidInput for `url`
 */
export function typedAddress(typed: string): string {
  const given = oneLine(typed.replace(/^\p{Cf}+|\p{Cf}+$/gu, '')).replace(readers, '');
  if (!given) throw new InvalidInput({ url: 'sources.url-missing' });
  const whole = startsWithHost.test(given) ? `https://${given}` : given;
  const url = readUrl(whole);
  if (!url) throw new InvalidInput({ url: 'sources.url-invalid' });
  if (!['http:', 'https:'].includes(url.protocol)) throw new InvalidInput({ url: 'sources.url-not-web' });
  // The password would be visible on the studio's pages.
  if (url.username || url.password) throw new InvalidInput({ url: 'sources.url-with-password' });
  if (url.href.length > longestAddress)
    throw new InvalidInput({ url: { key: 'sources.url-too-long', values: { max: longestAddress } } });
  url.hash = '';
  return url.href;
}
