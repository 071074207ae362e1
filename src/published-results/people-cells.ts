import { isFit } from './cell-rules.js';
import { findWeakCut, type Edge } from './weak-cut.js';
import { groupBy } from '../platform/data/group-by.js';

/** What somebody has results in during a quarter. */
export interface PersonInQuarter {
  id: string;
  /** The team of their first result: they count there for the whole quarter. Empty for none. */
  teamId: string;
  /** The content cells of the quarter with a result of theirs: at least one. */
  contentCells: readonly string[];
  visitors: number;
}

/** Teams whose results are published together: their ids, sorted. */
export type TeamGroup = readonly string[];

/** The cell of a group among the others of its quarter. */
export const cellOfGroup = (group: TeamGroup): string => `teams:${group.join('+')}`;

/**
 * The groups of teams whose results a quarter's table shows; none when there is no table. Together with the content
 * cells they reveal nobody: no cut of all these cells is crossed by one to five people. Groups merge until it is so.
 */
export function decideTeamGroups(people: readonly PersonInQuarter[]): TeamGroup[] {
  const byTeam = groupBy(people, ({ teamId }) => teamId);
  const peopleOf = (group: TeamGroup) => group.flatMap((team) => byTeam.get(team)!);
  const smallestFirst = (a: TeamGroup, b: TeamGroup) =>
    peopleOf(a).length - peopleOf(b).length || (cellOfGroup(a) < cellOfGroup(b) ? -1 : 1);
  const fits = (group: TeamGroup) =>
    isFit(new Map(peopleOf(group).map(({ id, visitors }) => [id, visitors])));

  let groups = groupSmallTeams([...byTeam.keys()].sort(), fits, smallestFirst);
  while (groups.length > 1) {
    const cut = findWeakCut(...graphOf(people, groups));
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

/** All cells of a quarter, and in which of them people have results. */
function graphOf(people: readonly PersonInQuarter[], groups: TeamGroup[]): [cells: string[], edges: Edge[]] {
  const cellOfTeam = new Map(groups.flatMap((group) => group.map((team) => [team, cellOfGroup(group)])));
  const edges = people.map(({ teamId, contentCells }) => ({
    cells: [...contentCells, cellOfTeam.get(teamId)!],
    people: 1,
  }));
  return [[...new Set(edges.flatMap(({ cells }) => cells))], edges];
}

/** Teams that don't fit alone join each other in the order of their ids; those left over join the smallest group. */
function groupSmallTeams(
  teams: string[],
  fits: (group: TeamGroup) => boolean,
  smallestFirst: (a: TeamGroup, b: TeamGroup) => number,
): TeamGroup[] {
  const alone = teams.map((team): TeamGroup => [team]).filter(fits);
  const groups = [...alone];
  let open: TeamGroup = [];
  for (const team of teams) {
    if (alone.some(([one]) => one === team)) continue;
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
