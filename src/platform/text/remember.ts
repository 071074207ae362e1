import { LRUCache } from 'lru-cache';

const longest = 1_000;

/** The same function, with its answers to the last `size` different texts of a usual length stored in memory. */
export function remember<T>(size: number, answer: (text: string) => T): (text: string) => T {
  const known = new LRUCache<string, { answer: T }>({
    max: size,
    memoMethod: (text) => ({ answer: answer(text) }),
  });
  return (text) => (text.length > longest ? answer(text) : known.memo(text).answer);
}
