import { readUrl } from '../platform/net/read-url.js';

const maxLength = 2000;

export type LinkProblem =
  'link-missing' | 'link-not-web' | 'link-not-secure' | 'link-credentials' | 'link-too-long';

/**
 * The web address in its normal form, or why it can't be used. Only http and https (or only https), without user
 * name or password, and without invisible characters: browsers ignore line breaks in `java\nscript:`, and people
 * can't see them.
 */
export function readLink(
  typed: string,
  { secure = false } = {},
): { href: string } | { problem: LinkProblem } {
  const text = typed.trim();
  if (!text) return { problem: 'link-missing' };
  const url = /[\s\p{C}]/u.test(text) || !/^https?:\/\//i.test(text) ? null : readUrl(text);
  if (!url) return { problem: 'link-not-web' };
  if (url.username || url.password) return { problem: 'link-credentials' };
  if (secure && url.protocol !== 'https:') return { problem: 'link-not-secure' };
  return url.href.length > maxLength ? { problem: 'link-too-long' } : { href: url.href };
}
