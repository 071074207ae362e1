import { groupBy } from '../platform/data/group-by.js';
import { isFit } from './cell-rules.js';
import { addFigures, numberIn, tableMetrics, type ResultFigures, type TableMetric } from './figures.js';
import { findWeakCut, type Cut, type Edge } from './weak-cut.js';

/** What somebody has results in during a quarter. */
export interface PersonInQuarter {
  id: string;
  /** The team of their first result: they count there for the whole quarter. Empty for none. */
  teamId: string;
  /** The content cells of the quarter with a result of theirs, and the result; none for who is public. */
  contentCells: ReadonlyMap<string, ResultFigures>;
}

/** Teams whose results are published together: their ids, sorted. */
export type TeamGroup = readonly string[];

/** The cell of a group among the others of its quarter. */
export const cellOfGroup = (group: TeamGroup): string => `teams:${group.join('+')}`;

/**
 * The groups of teams whose results a quarter's table shows; none when there is no table. Together with the content
 * cells they reveal nobody: no cut of all these cells is crossed by one to five people. Groups merge until it is so.
 * The order of the people changes nothing.
 */
export function decideTeamGroups(people: readonly PersonInQuarter[]): TeamGroup[] {
  const inOrder = [...people].sort((a, b) => (a.id < b.id ? -1 : 1));
  const byTeam = groupBy(inOrder, ({ teamId }) => teamId);
  const peopleOf = (group: TeamGroup) => group.flatMap((team) => byTeam.get(team)!);
  const smallestFirst = (a: TeamGroup, b: TeamGroup) =>
    peopleOf(a).length - peopleOf(b).length || (cellOfGroup(a) < cellOfGroup(b) ? -1 : 1);
  const fits = (group: TeamGroup) =>
    isFit(new Map(peopleOf(group).map(({ id, contentCells }) => [id, sumOf(contentCells.values())])));

  let groups = groupSmallTeams([...byTeam.keys()].sort(), fits, smallestFirst);
  while (groups.length > 1) {
    const cut = weakCutOf(inOrder, groups);
    if (!cut) return groups;
    const [inside, outside] = [true, false].map(
      (isInside) =>
        groups.filter((group) => cut.side.has(cellOfGroup(group)) === isInside).sort(smallestFirst)[0],
    );
    // Published content cells have enough people, each in a group, so that there are groups on both sides.
    if (!inside || !outside) return [];
    groups = merge(groups, inside, outside);
  }
  return [];
}

const sumOf = (all: Iterable<ResultFigures>): ResultFigures =>
  [...all].reduce((sum, figures) => addFigures(sum, figures), {});

/** A weak cut by one of the numbers that tables show. */
function weakCutOf(people: readonly PersonInQuarter[], groups: TeamGroup[]): Cut | null {
  const cellOfTeam = new Map(groups.flatMap((group) => group.map((team) => [team, cellOfGroup(group)])));
  const places = people.flatMap(({ id, teamId, contentCells }) =>
    [...contentCells].map(([contentCell, figures]) => ({
      personId: id,
      cells: [contentCell, cellOfTeam.get(teamId)!],
      figures,
    })),
  );
  for (const metric of tableMetrics) {
    const edges = edgesOf(withUnknown(places, metric));
    const cut = findWeakCut([...new Set(edges.flatMap(({ cells }) => cells))].sort(), edges);
    if (cut) return cut;
  }
  return null;
}

/** Where somebody has a result: it is counted in one cell of each side. */
interface PlaceInCells {
  personId: string;
  cells: readonly string[];
  figures: ResultFigures;
}

/**
 * The places whose number a reader can't know. Of a cell in which nobody has any, everybody knows that each has none: it
 * connects nobody.
 */
export function withUnknown<P extends PlaceInCells>(places: readonly P[], metric: TableMetric): P[] {
  const cells = new Set(
    places.filter(({ figures }) => numberIn(figures, metric) !== 0).flatMap((place) => place.cells),
  );
  return places.filter((place) => place.cells.every((cell) => cells.has(cell)));
}

/** For each person, the cells that their results connect. */
export const edgesOf = (places: readonly PlaceInCells[]): Edge[] =>
  [...groupBy(places, ({ personId }) => personId).values()].map((ofPerson) => ({
    cells: [...new Set(ofPerson.flatMap(({ cells }) => cells))],
    people: 1,
  }));

/** Teams that don't fit alone join each other in the order of their ids; those left over join the smallest group. */
function groupSmallTeams(
  teams: string[],
  fits: (group: TeamGroup) => boolean,
  smallestFirst: (a: TeamGroup, b: TeamGroup) => number,
): TeamGroup[] {
  const [alone, small] = [true, false].map((isLarge) => teams.filter((team) => fits([team]) === isLarge));
  const groups: TeamGroup[] = alone!.map((team) => [team]);
  let open: TeamGroup = [];
  for (const team of small!) {
    open = [...open, team];
    if (!fits(open)) continue;
    groups.push(open);
    open = [];
  }
  if (!open.length) return groups;
  const [smallest, ...others] = groups.sort(smallestFirst);
  return [...others, [...(smallest ?? []), ...open].sort()];
}

const merge = (groups: TeamGroup[], one: TeamGroup, other: TeamGroup): TeamGroup[] => [
  ...groups.filter((group) => group !== one && group !== other),
  [...one, ...other].sort(),
];
