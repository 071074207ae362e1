import { groupBy } from '../platform/data/group-by.js';
import { fewestContributors, isFit } from './cell-rules.js';
import { addFigures, tableMetrics, type ResultFigures } from './figures.js';
import { edgesOf, withUnknown } from './people-cells.js';
import { strongParts } from './weak-cut.js';

/** Where somebody has results: in one cell of content, one of people and one of networks. */
export interface PlaceOfResult {
  personId: string;
  contentCell: string;
  teamCell: string;
  network: string;
  figures: ResultFigures;
}

/**
 * True when a quarter's table of networks may be shown next to its content and team cells, because no combination of
 * all three reveals anybody. At first the cells count as safe that the results of the largest network connect well
 * enough, and that network. Each further cell becomes safe when enough people have a result in it whose two other cells
 * are safe. All cells must become safe, by each number that tables show. The order of the places changes nothing.
 */
export function mayShowNetworks(results: readonly PlaceOfResult[]): boolean {
  const places = [...results]
    .sort((a, b) => (a.personId < b.personId ? -1 : 1))
    .map((place): Place => ({
      ...place,
      cells: [place.contentCell, place.teamCell, `network:${place.network}`],
    }));
  const networks = [...groupBy(places, ({ network }) => network).values()];
  return (
    networks.length > 0 &&
    networks.every((ofNetwork) => isFit(contributorsOf(ofNetwork))) &&
    tableMetrics.every((metric) => areAllSafe(withUnknown(places, metric)))
  );
}

type Place = PlaceOfResult & { cells: [content: string, team: string, network: string] };

function areAllSafe(places: readonly Place[]): boolean {
  const all = new Set(places.flatMap(({ cells }) => cells));
  if (!all.size) return true;
  const ofLargest = largestNetwork(places);
  const edges = edgesOf(ofLargest.map((place) => ({ ...place, cells: place.cells.slice(0, 2) })));
  const [strongest] = strongParts([...new Set(edges.flatMap(({ cells }) => cells))].sort(), edges);
  if (!strongest || contributorsOf(ofLargest).size < fewestContributors) return false;

  const safe = new Set([...strongest, ofLargest[0]!.cells[2]]);
  for (let size = 0; size < safe.size;) {
    size = safe.size;
    const witnesses = new Map<string, Set<string>>();
    for (const { cells, personId } of places) {
      const open = cells.filter((cell) => !safe.has(cell));
      if (open.length !== 1) continue;
      witnesses.set(open[0]!, (witnesses.get(open[0]!) ?? new Set()).add(personId));
    }
    for (const [cell, people] of witnesses) if (people.size >= fewestContributors) safe.add(cell);
  }
  return safe.size === all.size;
}

/** The results of the network in which the most people have some. */
function largestNetwork(places: readonly Place[]): Place[] {
  const byNetwork = [...groupBy(places, ({ network }) => network)].map(([network, ofNetwork]) => ({
    ...{ network, ofNetwork },
    people: new Set(ofNetwork.map(({ personId }) => personId)).size,
  }));
  return byNetwork.sort((a, b) => b.people - a.people || (a.network < b.network ? -1 : 1))[0]!.ofNetwork;
}

function contributorsOf(places: readonly PlaceOfResult[]): Map<string, ResultFigures> {
  const of = new Map<string, ResultFigures>();
  for (const { personId, figures } of places) of.set(personId, addFigures(of.get(personId) ?? {}, figures));
  return of;
}
