/** What becomes of the publisher's own campaign parameters when a draft is made of an item. */
export const utmChoices = ['drop', 'keep'] as const;
export type UtmChoice = (typeof utmChoices)[number];

/**
 * True if drafts of an item leave the parameters out: unless its feed, which may be removed meanwhile, says otherwise. The
 * address of a page without a feed is the one that an editor chose.
 */
export const draftsDropUtm = (feedId: unknown, feed: { publisherUtm?: string | null } | null | undefined) =>
  Boolean(feedId) && feed?.publisherUtm !== 'keep';

const isUtm = (parameter: string): boolean => /^utm_/i.test(nameOf(parameter));

/** The name of `utm%5Fsource=rss`, decoded. */
function nameOf(parameter: string): string {
  const name = parameter.split('=', 1)[0]!;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The names of the campaign parameters in a link, each once. */
export function utmIn(link: string): string[] {
  const { search, hash } = new URL(link);
  const parameters = [search, isOnlyUtm(hash) ? hash : ''].flatMap((part) => part.slice(1).split('&'));
  return [...new Set(parameters.filter(isUtm).map((parameter) => nameOf(parameter).toLowerCase()))];
}

/** A link without campaign parameters, in its query or as its whole fragment. Nothing else changes. */
export function withoutUtm(link: string): string {
  const url = new URL(link);
  const parameters = url.search.slice(1).split('&');
  // By hand, because searchParams would encode the other parameters again.
  if (parameters.some(isUtm)) url.search = parameters.filter((parameter) => !isUtm(parameter)).join('&');
  if (isOnlyUtm(url.hash)) url.hash = '';
  return url.href;
}

const isOnlyUtm = (hash: string): boolean => hash.length > 1 && hash.slice(1).split('&').every(isUtm);
