import { fewestContributors } from './cell-rules.js';

/** The cells in which somebody has results, or several people in the same ones. */
export interface Edge {
  cells: readonly string[];
  /** How many people. */
  people: number;
}

/** A way to divide cells in two sides. */
export interface Cut {
  /** How many people have results on both sides. */
  people: number;
  /** The cells of one side; all others are on the other. */
  side: Set<string>;
}

/**
 * A cut that is crossed by somebody, but by fewer people than a cell needs; null when there is none. Whoever knows
 * all cells can compute the sum of the results of those who cross a cut.
 */
export function findWeakCut(cells: readonly string[], edges: readonly Edge[]): Cut | null {
  for (const part of connectedParts(cells, edges)) {
    const cut = weakCutOfPart(part.cells, part.edges);
    if (cut) return cut;
  }
  return null;
}

/** The sets of cells that people connect and that no weak cut divides, largest first. */
export const strongParts = (cells: readonly string[], edges: readonly Edge[]): Set<string>[] =>
  connectedParts(cells, edges)
    .filter((part) => !weakCutOfPart(part.cells, part.edges))
    .map((part) => new Set(part.cells))
    .sort((a, b) => b.size - a.size);

/**
 * A weak cut of connected cells. Orders them so that each next one has the most people in common with all before it.
 * Then every cut between two neighbours of the order is crossed by at least as many people as the second has in
 * common with those before it; between the last two, the smallest such cut divides the last from all others. So
 * neighbours with enough people in common are merged, until a weak cut is found or one cell is left.
 *
 * The order is that of Klimmek and Wagner, *A simple hypergraph min cut algorithm* (1996). Merging many neighbours at
 * once is from Nagamochi and Ibaraki (1992).
 */
function weakCutOfPart(cells: readonly string[], edges: readonly Edge[]): Cut | null {
  // Each remaining cell stands for those that were merged into it.
  let members = new Map(cells.map((cell) => [cell, [cell]]));
  let open = edges;
  while (members.size > 1) {
    const order = orderByPeopleInCommon([...members.keys()], open);
    const last = order.at(-1)!;
    if (last.inCommon < fewestContributors)
      return { people: last.inCommon, side: new Set(members.get(last.cell)) };
    const mergedInto = new Map<string, string>();
    const merged = new Map<string, string[]>();
    let into = '';
    for (const { cell, inCommon } of order) {
      if (inCommon < fewestContributors) into = cell;
      mergedInto.set(cell, into);
      merged.set(into, [...(merged.get(into) ?? []), ...members.get(cell)!]);
    }
    members = merged;
    open = betweenCells(open, (cell) => mergedInto.get(cell)!);
  }
  return null;
}

/** Edges with these names of cells, without those within one cell. */
const betweenCells = (edges: readonly Edge[], nameOf: (cell: string) => string): Edge[] =>
  edges
    .map(({ cells, people }) => ({ cells: [...new Set(cells.map(nameOf))], people }))
    .filter(({ cells }) => cells.length > 1);

/** The cells in an order in which each next one has the most people in common with all before it, and how many. */
function orderByPeopleInCommon(
  cells: string[],
  edges: readonly Edge[],
): { cell: string; inCommon: number }[] {
  const edgesOf = edgesByCell(cells, edges);
  const waiting = new Map(cells.map((cell) => [cell, 0]));
  // Cells by how many people they have in common; a cell that got more since stands in several.
  const byNumber: string[][] = [[...cells].reverse()];
  const reached = new Set<Edge>();
  const order: { cell: string; inCommon: number }[] = [];
  for (let most = 0; waiting.size;) {
    const cell = byNumber[most]?.pop();
    if (cell === undefined) {
      most -= 1;
      continue;
    }
    if (waiting.get(cell) !== most) continue;
    waiting.delete(cell);
    order.push({ cell, inCommon: most });
    for (const edge of edgesOf.get(cell)!) {
      if (reached.has(edge)) continue;
      reached.add(edge);
      for (const other of edge.cells) {
        const before = waiting.get(other);
        if (before === undefined) continue;
        const inCommon = before + edge.people;
        waiting.set(other, inCommon);
        (byNumber[inCommon] ??= []).push(other);
        most = Math.max(most, inCommon);
      }
    }
  }
  return order;
}

/** The parts of the cells that people connect, each with its edges. A cell without others is a part of its own. */
function connectedParts(cells: readonly string[], edges: readonly Edge[]) {
  const edgesOf = edgesByCell(cells, edges);
  const seen = new Set<string>();
  return cells.flatMap((start) => {
    if (seen.has(start)) return [];
    seen.add(start);
    const part = { cells: [start], edges: new Set<Edge>() };
    // It grows while it is read.
    for (const cell of part.cells)
      for (const edge of edgesOf.get(cell)!) {
        if (part.edges.has(edge)) continue;
        part.edges.add(edge);
        for (const next of edge.cells) {
          if (seen.has(next)) continue;
          seen.add(next);
          part.cells.push(next);
        }
      }
    return [{ cells: part.cells, edges: [...part.edges] }];
  });
}

function edgesByCell(cells: readonly string[], edges: readonly Edge[]): Map<string, Edge[]> {
  const edgesOf = new Map<string, Edge[]>(cells.map((cell) => [cell, []]));
  for (const edge of edges) for (const cell of edge.cells) edgesOf.get(cell)!.push(edge);
  return edgesOf;
}
