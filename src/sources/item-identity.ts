import { createHash } from 'node:crypto';

const hash = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('base64url');

/** Identifies an entry within its feed: by its id, otherwise by link, otherwise by title and date. */
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
 * Identifies a link in the inbox: the same for all feeds, without campaign parameters. A feed may have several
 * entries with one link (a changelog): later ones also use their title.
 */
export function linkSlot(link: string, title?: string): string {
  const url = new URL(link);
  for (const name of [...url.searchParams.keys()]) if (name.startsWith('utm_')) url.searchParams.delete(name);
  return title === undefined ? hash('slot', url.href) : hash('slot', url.href, title);
}
