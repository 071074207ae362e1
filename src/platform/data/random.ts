import { sumOf } from './sums.js';

/** Random numbers that are the same at each run: mulberry32 (Tommy Ettinger, public domain), seeded with a text. */
export interface Random {
  /** From 0 to just below 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number below `count`. */
  below(count: number): number;
  chance(probability: number): boolean;
  /** A whole number around `mean` (Poisson). */
  count(mean: number): number;
  pick<T>(from: readonly T[], weigh?: (one: T) => number): T;
}

export function randomFor(...words: (string | number)[]): Random {
  let state = hashOf(words.join(' '));
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    below: (count) => Math.floor(next() * count),
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

/** A whole number of 32 bits that follows from a text: FNV-1a. */
export function hashOf(text: string): number {
  const hash = [...text].reduce((sum, sign) => Math.imul(sum ^ sign.codePointAt(0)!, 0x01000193), 0x811c9dc5);
  return hash >>> 0;
}
