/** A cell is published when this many people have a result in it: its reader and any four others learn nothing. */
export const fewestContributors = 6;

/** The visitors that each contributor of a cell brought, by the contributor's id. People with other results have 0. */
export type Contributors = ReadonlyMap<string, number>;

/**
 * True when a cell may be published: enough people have a result in it, and neither one contributor nor two who know
 * their own numbers can compute what somebody else brought. See docs/use/published-results.md.
 */
export function isFit(contributors: Contributors): boolean {
  if (contributors.size < fewestContributors) return false;
  const visitors = [...contributors.values()].sort((a, b) => b - a);
  const [largest = 0, second = 0] = visitors;
  const all = visitors.reduce((sum, count) => sum + count, 0);
  // Otherwise the second largest contributor could estimate the largest to within a tenth.
  if (all - largest - second < largest / 10) return false;
  // If everybody has a visitor, a total of as many visitors as people shows that each brought exactly one.
  return visitors.at(-1) === 0 || all >= contributors.size + 2;
}

/** The contributors of several cells together. */
export function joinContributors(cells: Iterable<Contributors>): Map<string, number> {
  const joined = new Map<string, number>();
  for (const cell of cells)
    for (const [person, visitors] of cell) joined.set(person, (joined.get(person) ?? 0) + visitors);
  return joined;
}
