import { z } from 'zod';
import type { Place } from '../data/paging.js';

/** The page number in an address; an invalid one is 1. */
export const pageField = z.coerce.number().int().min(1).max(100_000).catch(1);

/** The data of the partial `pagination`: the current page, and the addresses of the previous and next page. */
export function pageLinks(path: string, query: Record<string, string>, { page, pages }: Place) {
  const href = (to: number) =>
    to >= 1 && to <= pages ? `${path}?${new URLSearchParams({ ...query, page: String(to) }).toString()}` : '';
  return { page, pages, previous: href(page - 1), next: href(page + 1) };
}
