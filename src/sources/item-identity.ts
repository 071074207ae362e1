import { createHash } from 'node:crypto';

const hash = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('base64url');

/** How a feed tells its entries apart: by their id, else by link, else by title and date. */
export function itemKey(entry: {
  id?: string;
  link?: string | null;
  title?: string;
  publishedAt?: Date | null;
}): string {
  if (entry.id) return hash('id', entry.id);
  if (entry.link) return hash('link', entry.link);
  return hash('title', entry.title ?? '', entry.publishedAt?.toISOString() ?? '');
}

/**
 * The place of a link in the inbox: the same from every feed, whatever campaign they put on it. A feed may lead
 * several entries to one page (a changelog): those that come later are told apart by their title.
 */
export function linkSlot(link: string, title?: string): string {
  const url = new URL(link);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('utm_')) url.searchParams.delete(name);
  return title === undefined ? hash('slot', url.href) : hash('slot', url.href, title);
}
