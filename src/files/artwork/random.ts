/** FNV-1a, 32 bits, of a text. */
export function createSeed(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1)
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193) >>> 0;
  return hash;
}

/** Numbers that follow from a text, the same on every machine. */
export interface ArtworkRandom {
  between(from: number, to: number): number;
  /** A whole number below `count`. */
  below(count: number): number;
}

/** A small generator with 32 bits of state (mulberry32), seeded with the text. */
export function createRandom(text: string): ArtworkRandom {
  let state = createSeed(text);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + next() * (to - from),
    below: (count) => Math.floor(next() * count),
  };
}
