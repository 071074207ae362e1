/** The position of a page in a list. Pages count from 1; an empty list has one page. */
export interface Place {
  page: number;
  pages: number;
}

/** The page to show of a list with `total` entries. A page beyond the last is the last. */
export function pageOf(wanted: number, { total, size }: { total: number; size: number }) {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(wanted, pages);
  return { page, pages, skip: (page - 1) * size };
}
