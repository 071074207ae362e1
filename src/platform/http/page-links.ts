import { z } from 'zod';
import type { Place } from '../data/paging.js';

/** The page of a list in an address; what is no page is the first. */
export const pageField = z.coerce.number().int().min(1).max(100_000).catch(1);

/** What the partial `pagination` prints: where one is, and the addresses of the pages before and after it. */
export function pageLinks(path: string, query: Record<string, string>, { page, pages }: Place) {
  const href = (to: number) =>
    to >= 1 && to <= pages ? `${path}?${new URLSearchParams({ ...query, page: String(to) }).toString()}` : '';
  return { page, pages, previous: href(page - 1), next: href(page + 1) };
}
