/** Where a page stands in a list: pages count from 1, an empty list has one. */
export interface Place {
  page: number;
  pages: number;
}

/** The page of a list of `total` entries that is shown when `wanted` is asked for: one beyond the last is the last. */
export function pageOf(wanted: number, { total, size }: { total: number; size: number }) {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(wanted, pages);
  return { page, pages, skip: (page - 1) * size };
}
