import { sumOf } from '../platform/data/sums.js';

/**
 * Random numbers that are the same at each run: mulberry32 (Tommy Ettinger, public domain), seeded with a text.
 * Each person and share has its own sequence, so that changing one does not change others.
 */
export interface Random {
  /** From 0 to just below 1. */
  next(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** A whole number around `mean` (Poisson). */
  count(mean: number): number;
  pick<T>(from: readonly T[], weigh?: (one: T) => number): T;
}

export function randomFor(...words: (string | number)[]): Random {
  let state = hash(words.join(' '));
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    count: (mean) => {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = next(); product > limit; product *= next()) count += 1;
      return count;
    },
    pick: (from, weigh = () => 1) => {
      let left = next() * sumOf(from.map((one) => weigh(one)));
      return from.find((one) => (left -= weigh(one)) < 0) ?? from.at(-1)!;
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  return [...text].reduce((sum, sign) => Math.imul(sum ^ sign.codePointAt(0)!, 0x01000193), 0x811c9dc5);
}
