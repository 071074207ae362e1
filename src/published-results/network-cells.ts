import { groupBy } from '../platform/data/group-by.js';
import { fewestContributors, isFit } from './cell-rules.js';
import { strongParts } from './weak-cut.js';

/** Where somebody has results: in one cell of content, one of people and one of networks each. */
export interface PlaceOfResult {
  personId: string;
  contentCell: string;
  teamCell: string;
  network: string;
  visitors: number;
}

/**
 * True when a quarter's table of networks may be shown next to its content and team cells, because no combination of
 * all three reveals anybody. At first the cells count as safe that the results of the largest network connect well
 * enough, and that network. Each further cell becomes safe when enough people have a result in it whose two other cells
 * are safe. All cells must become safe.
 */
export function mayShowNetworks(places: readonly PlaceOfResult[]): boolean {
  const byNetwork = [...groupBy(places, ({ network }) => network)];
  const contributors = new Map(byNetwork.map(([network, of]) => [network, contributorsOf(of)]));
  if (!byNetwork.length || ![...contributors.values()].every(isFit)) return false;
  const sizeOf = (network: string) => contributors.get(network)!.size;
  const [[largest, ofLargest]] = byNetwork.sort(([a], [b]) => sizeOf(b) - sizeOf(a) || (a < b ? -1 : 1)) as [
    (typeof byNetwork)[number],
  ];
  const cellsOf = new Map<string, Set<string>>();
  for (const { personId, contentCell, teamCell } of ofLargest)
    cellsOf.set(personId, (cellsOf.get(personId) ?? new Set()).add(contentCell).add(teamCell));
  const edges = [...cellsOf.values()].map((cells) => ({ cells: [...cells], people: 1 }));
  const [strongest] = strongParts([...new Set(edges.flatMap(({ cells }) => cells))], edges);
  if (!strongest) return false;

  const safe = new Set([...strongest, networkCell(largest)]);
  const all = new Set(places.flatMap(cellsOfPlace));
  for (let size = 0; size < safe.size;) {
    size = safe.size;
    const witnesses = new Map<string, Set<string>>();
    for (const place of places) {
      const open = cellsOfPlace(place).filter((cell) => !safe.has(cell));
      if (open.length !== 1) continue;
      witnesses.set(open[0]!, (witnesses.get(open[0]!) ?? new Set()).add(place.personId));
    }
    for (const [cell, people] of witnesses) if (people.size >= fewestContributors) safe.add(cell);
  }
  return safe.size === all.size;
}

const networkCell = (network: string) => `network:${network}`;
const cellsOfPlace = ({ contentCell, teamCell, network }: PlaceOfResult) => [
  contentCell,
  teamCell,
  networkCell(network),
];
function contributorsOf(places: readonly PlaceOfResult[]): Map<string, number> {
  const visitorsOf = new Map<string, number>();
  for (const { personId, visitors } of places)
    visitorsOf.set(personId, (visitorsOf.get(personId) ?? 0) + visitors);
  return visitorsOf;
}
