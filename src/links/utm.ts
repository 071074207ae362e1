export interface LinkTags {
  network: string;
  campaign: string;
  slug: string;
}

/**
 * A value in the form that analytics programs expect: lower-case, hyphens, at most 100 characters. Empty when
 * nothing is left.
 */
const tag = (value: string): string =>
  [...value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')].slice(0, 100).join('').replace(/^-|-$/g, '');

/**
 * Adds UTM parameters after the target's own query. Existing parameters are never changed, replaced or repeated.
 * No added parameter reveals who shared. `target` is a valid URL.
 */
export function withUtm(target: string, { network, campaign, slug }: LinkTags): string {
  const url = new URL(target);
  const present = new Set([...url.searchParams.keys()].map((name) => name.toLowerCase()));
  const added = Object.entries({
    utm_source: tag(network),
    utm_medium: 'social',
    utm_campaign: tag(campaign),
    utm_content: tag(slug),
  })
    .filter(([name, value]) => value && !present.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  // The query is joined by hand, because searchParams.append would encode the target's own parameters again.
  if (added.length) url.search = [url.search.replace(/^\?|&$/g, ''), ...added].filter(Boolean).join('&');
  return url.href;
}
