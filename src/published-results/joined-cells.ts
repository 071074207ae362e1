import { fewestContributors } from './cell-rules.js';
import { betweenCells, minimumCut, type Cut, type Edge } from './minimum-cut.js';

/**
 * Cells that no small cut can part: `nameOf` gives one name to all cells that are joined because two of them share
 * enough people, again and again. It saves `minimumCut` most of its work.
 */
function joinCells(edges: readonly Edge[]): (cell: string) => string {
  const parents = new Map<string, string>();
  const nameOf = (cell: string): string => {
    const parent = parents.get(cell);
    if (parent === undefined) return cell;
    const name = nameOf(parent);
    parents.set(cell, name);
    return name;
  };
  for (let hasJoined = true; hasJoined;) {
    hasJoined = false;
    const shared = new Map<string, number>();
    for (const { cells: ofEdge, people } of edges) {
      const names = [...new Set(ofEdge.map(nameOf))].sort();
      for (const [n, first] of names.entries())
        for (const second of names.slice(n + 1)) {
          const pair = `${first}\n${second}`;
          const together = (shared.get(pair) ?? 0) + people;
          shared.set(pair, together);
          const [one, other] = [nameOf(first), nameOf(second)];
          if (together < fewestContributors || one === other) continue;
          parents.set(other, one);
          hasJoined = true;
        }
    }
  }
  return nameOf;
}

/** The cells of each part that people connect. Cells that nobody connects with others are parts of their own. */
function connectedParts(cells: Iterable<string>, edges: readonly Edge[]): string[][] {
  const neighbours = new Map<string, Edge[]>([...cells].map((cell) => [cell, []]));
  for (const edge of edges) for (const cell of edge.cells) neighbours.get(cell)!.push(edge);
  const seen = new Set<string>();
  return [...neighbours.keys()].flatMap((start) => {
    if (seen.has(start)) return [];
    seen.add(start);
    const part = [start];
    // It grows while it is read.
    for (const cell of part)
      for (const edge of neighbours.get(cell)!)
        for (const next of edge.cells) {
          if (seen.has(next)) continue;
          seen.add(next);
          part.push(next);
        }
    return [part];
  });
}

/**
 * A cut that is crossed by somebody, but by fewer people than a cell needs; null when there is none. Whoever knows
 * all cells can compute the sum of the results of those who cross a cut.
 */
export function findWeakCut(cells: readonly string[], edges: readonly Edge[]): Cut | null {
  const { parts, membersOf } = reduceGraph(cells, edges);
  for (const part of parts) {
    const cut = minimumCut(part.names, part.edges);
    if (cut && cut.people < fewestContributors)
      return { people: cut.people, side: new Set([...cut.side].flatMap(membersOf)) };
  }
  return null;
}

/** The sets of cells that people connect and that no weak cut parts, largest first. */
export function strongParts(cells: readonly string[], edges: readonly Edge[]): Set<string>[] {
  const { parts, membersOf } = reduceGraph(cells, edges);
  const isStrong = (part: (typeof parts)[number]) =>
    (minimumCut(part.names, part.edges)?.people ?? Infinity) >= fewestContributors;
  return parts
    .filter(isStrong)
    .map(({ names }) => new Set(names.flatMap(membersOf)))
    .sort((a, b) => b.size - a.size);
}

/** The connected parts, after joining what shares enough people. */
function reduceGraph(cells: readonly string[], edges: readonly Edge[]) {
  const nameOf = joinCells(edges);
  const members = new Map<string, string[]>();
  for (const cell of cells) members.set(nameOf(cell), [...(members.get(nameOf(cell)) ?? []), cell]);
  const between = betweenCells(edges, nameOf);
  const parts = connectedParts(members.keys(), between).map((names) => {
    const within = new Set(names);
    return { names, edges: between.filter((edge) => within.has(edge.cells[0]!)) };
  });
  return { parts, membersOf: (name: string) => members.get(name)! };
}
