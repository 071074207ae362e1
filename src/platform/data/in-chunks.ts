/** Does the work for each entry, several at a time. The order within a chunk is not defined. */
export async function inChunks<T>(list: T[], work: (one: T) => Promise<unknown>, size = 40): Promise<void> {
  for (let from = 0; from < list.length; from += size)
    await Promise.all(list.slice(from, from + size).map(work));
}
