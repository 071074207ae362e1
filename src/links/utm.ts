import type { UtmTemplate } from '../organization/index.js';

/** How links are tagged where the organization has set nothing else. */
export const usualUtm: UtmTemplate = { source: '{network}', medium: 'social', campaign: '{campaign}' };

/** What a template can name of a share: its network, and the level and campaign of its post. */
const placeholders = ['network', 'level', 'campaign'] as const;
type TagValues = Record<(typeof placeholders)[number], string>;

/** The longest text of a template. With the longest campaign in it, it fits into what analytics programs take. */
export const longestUtm = 40;

/** Why a text can't be part of a template; null when it can. */
export function utmProblem(
  text: string,
): 'missing' | 'long' | 'placeholder' | 'upper-case' | 'letters' | null {
  if (!text) return 'missing';
  if (text.length > longestUtm) return 'long';
  const literal = text.replace(/\{([^{}]*)\}/g, (all, name) =>
    placeholders.includes(name as never) ? '' : all,
  );
  if (/[{}]/.test(literal)) return 'placeholder';
  if (literal !== literal.toLowerCase()) return 'upper-case';
  return /^[a-z0-9._-]*$/.test(literal) ? null : 'letters';
}

/** The values of the tags of one share. */
export function utmOf(template: UtmTemplate | null, values: TagValues): UtmTemplate {
  const { source, medium, campaign } = template ?? usualUtm;
  const fill = (text: string) => tag(text.replace(/\{(\w+)\}/g, (_, name: keyof TagValues) => values[name]));
  return { source: fill(source), medium: fill(medium), campaign: fill(campaign) };
}

/**
 * A value in the form that analytics programs expect: lower-case, at most 100 characters, hyphens for what is neither
 * letter nor digit. Empty when nothing is left.
 */
const tag = (value: string): string =>
  [...value.toLowerCase().replace(/[^\p{L}\p{N}._]+/gu, '-')].slice(0, 100).join('').replace(/^-|-$/g, '');

/**
 * Adds UTM parameters after the target's own query, and leaves every other character as it is. Existing parameters are
 * never changed, replaced or repeated. No added parameter reveals who shared. `target` is a valid URL.
 */
export function withUtm(
  target: string,
  { source, medium, campaign, slug }: UtmTemplate & { slug: string },
): string {
  const { href, searchParams } = new URL(target);
  const present = new Set([...searchParams.keys()].map((name) => name.toLowerCase()));
  const added = Object.entries({
    utm_source: tag(source),
    utm_medium: tag(medium),
    utm_campaign: tag(campaign),
    utm_content: tag(slug),
  })
    .filter(([name, value]) => value && !present.has(name))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  if (!added) return href;
  const [before, after] = atEndOfQuery(href);
  return before + added + after;
}

/**
 * An address in two parts, between which parameters can be added: up to the end of its query with what joins them, and
 * its fragment. In the text, because the parts of a URL lose empty queries and fragments.
 */
export function atEndOfQuery(href: string): [before: string, after: string] {
  const end = href.includes('#') ? href.indexOf('#') : href.length;
  const before = href.slice(0, end);
  const query = before.includes('?') ? before.slice(before.indexOf('?') + 1) : null;
  const joint = query === null ? '?' : query === '' || query.endsWith('&') ? '' : '&';
  return [before + joint, href.slice(end)];
}
