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

/** Where counts on pages end, as each number takes time. Beyond it, a text has “1,000+”. */
export const mostCounted = 1_000;

/** The values of a text with a count that ended at `most`. */
export const counted = (count: number, most = mostCounted) => ({ count, isMore: count >= most });

/** Pages of a list end here: one that lies further costs more, as the entries before it are read. */
export const mostListed = 10_000;

/** How many entries of a list there are: at least so many with `isMore`. */
export interface Total {
  total: number;
  isMore: boolean;
}

/**
 * The page to show of a list that may be very long. It is counted up to `mostCounted`, or as far as the pages after
 * the wanted one.
 * @param count counts entries, and ends at `most`
 */
export async function countedPage(
  wanted: number,
  { size, count }: { size: number; count: (most: number) => PromiseLike<number> },
): Promise<Total & Place & { skip: number }> {
  const most = Math.min(mostListed, Math.max(mostCounted, (wanted + 1) * size));
  const total = await count(most);
  return { total, isMore: total >= most, ...pageOf(wanted, { total, size }) };
}
