import { InvalidInput } from '../platform/errors.js';

/**
 * The complete address that a person typed: `example.com/news` becomes https.
 * @throws InvalidInput for `url`
 */
export function typedAddress(typed: string): string {
  const given = typed.trim();
  if (!given) throw new InvalidInput({ url: 'sources.url-missing' });
  const whole = /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(given) ? `https://${given}` : given;
  if (!URL.canParse(whole)) throw new InvalidInput({ url: 'sources.url-invalid' });
  const url = new URL(whole);
  if (!['http:', 'https:'].includes(url.protocol)) throw new InvalidInput({ url: 'sources.url-not-web' });
  // The password would be visible on the studio's pages.
  if (url.username || url.password) throw new InvalidInput({ url: 'sources.url-with-password' });
  if (url.href.length > 2_000) throw new InvalidInput({ url: 'sources.url-too-long' });
  url.hash = '';
  return url.href;
}
