/** The cells in which people have results: one edge for all people who have them in the same cells. */
export interface Edge {
  cells: readonly string[];
  /** How many people. */
  people: number;
}

export interface Cut {
  /** How many people have results on both sides. */
  people: number;
  /** The cells of one side; all others are on the other. */
  side: Set<string>;
}

/**
 * The smallest cut of cells: in two sides, so that as few people as possible have results in both. Null for fewer
 * than two cells. People with results in one cell only are on one side always.
 *
 * Klimmek and Wagner, *A simple hypergraph min cut algorithm* (1996), which extends Stoer and Wagner (1997) to
 * hypergraphs. Its time grows with cells × the sum of all edges' lengths.
 */
export function minimumCut(cells: readonly string[], edges: readonly Edge[]): Cut | null {
  // Each remaining cell stands for those that were merged into it.
  const merged = new Map(cells.map((cell) => [cell, [cell]]));
  let open = betweenCells(edges);
  let smallest: Cut | null = null;
  while (merged.size > 1) {
    const order = orderByAdjacency([...merged.keys()], open);
    const [before, last] = order.slice(-2) as [string, string];
    const people = open.reduce((sum, edge) => sum + (edge.cells.includes(last) ? edge.people : 0), 0);
    const side = merged.get(last)!;
    if (!smallest || people < smallest.people) smallest = { people, side: new Set(side) };
    merged.get(before)!.push(...side);
    merged.delete(last);
    open = betweenCells(open, (cell) => (cell === last ? before : cell));
  }
  return smallest;
}

/** Edges with these names of cells, without those within one cell. Edges between the same cells become one. */
export function betweenCells(edges: Iterable<Edge>, nameOf = (cell: string) => cell): Edge[] {
  const joined = new Map<string, { cells: string[]; people: number }>();
  for (const edge of edges) {
    const cells = [...new Set(edge.cells.map(nameOf))].sort();
    if (cells.length < 2) continue;
    const key = cells.join('\n');
    const same = joined.get(key);
    if (same) same.people += edge.people;
    else joined.set(key, { cells, people: edge.people });
  }
  return [...joined.values()];
}

/** The cells in an order in which each next one has the most people in common with all before it. */
function orderByAdjacency(cells: string[], edges: Edge[]): string[] {
  const edgesOf = new Map<string, Edge[]>(cells.map((cell) => [cell, []]));
  for (const edge of edges) for (const cell of edge.cells) edgesOf.get(cell)!.push(edge);
  const inCommon = new Map(cells.map((cell) => [cell, 0]));
  const reached = new Set<Edge>();
  const order: string[] = [];
  while (inCommon.size) {
    let [next, most] = ['', -1];
    for (const [cell, people] of inCommon) if (people > most) [next, most] = [cell, people];
    inCommon.delete(next);
    order.push(next);
    for (const edge of edgesOf.get(next)!) {
      if (reached.has(edge)) continue;
      reached.add(edge);
      for (const cell of edge.cells)
        if (inCommon.has(cell)) inCommon.set(cell, inCommon.get(cell)! + edge.people);
    }
  }
  return order;
}
