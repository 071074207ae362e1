import { addFigures, hasResult, numberIn, type ResultFigures } from './figures.js';

/** A cell is published when this many people have a result in it: its reader and any four others learn nothing. */
export const fewestContributors = 6;

/** What each person has in a cell, by the person's id. Somebody whose results add up to nothing counts as nobody. */
export type Contributors = ReadonlyMap<string, ResultFigures>;

/**
 * True when a cell may be published: enough people have a result in it, and neither one contributor nor two who know
 * their own numbers can compute what somebody else brought. See docs/use/how-we-count.md, published results.
 */
export function isFit(contributors: Contributors): boolean {
  const visitors = [...contributors.values()]
    .filter(hasResult)
    .map((figures) => numberIn(figures, 'visitors'))
    .sort((a, b) => b - a);
  if (visitors.length < fewestContributors) return false;
  const [largest = 0, second = 0] = visitors;
  const all = visitors.reduce((sum, count) => sum + count, 0);
  // Otherwise the second largest contributor could estimate the largest to within a tenth.
  if (all - largest - second < largest / 10) return false;
  // If everybody has a visitor, a total of as many visitors as people shows that each brought exactly one.
  return visitors.at(-1) === 0 || all >= visitors.length + 2;
}

/** The contributors of several cells together. */
export function joinContributors(cells: Iterable<Contributors>): Map<string, ResultFigures> {
  const joined = new Map<string, ResultFigures>();
  for (const cell of cells)
    for (const [person, figures] of cell) joined.set(person, addFigures(joined.get(person) ?? {}, figures));
  return joined;
}
