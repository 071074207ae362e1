import type { Visibility } from '../organization/index.js';
import { sumOf } from '../platform/data/sums.js';
import { gainsOf, lossesOf, type Baseline } from './baseline.js';

/*
 * Head counts that reveal nobody: classes that exclude each other, of groups of teams. Each printed count has at least
 * `fewest` people, so that nothing has to be hidden next to a total. With `fewest` 0, everything is printed.
 */

export const personClasses = ['regular', 'active', 'inactive'] as const;
export type PersonClass = (typeof personClasses)[number];

/** The people of a team. `active`: they posted and are no regulars. */
export interface TeamCounts extends Record<PersonClass, number> {
  teamId: string | null;
}

export interface HeadCounts {
  /** The columns: classes, some of them merged. One column: only how many people there are. */
  columns: PersonClass[][];
  /** Groups of teams, with the count of each column. One group: all teams together. */
  groups: { teamIds: (string | null)[]; counts: number[] }[];
}

const countIn = (teams: TeamCounts[], column: PersonClass[]) =>
  sumOf(teams.flatMap((team) => column.map((one) => team[one])));

/** A class that is too small merges with the next one, the last with the one before it. */
const columnsToTry: PersonClass[][][] = [
  [['regular'], ['active'], ['inactive']],
  [['regular'], ['active', 'inactive']],
  [['regular', 'active'], ['inactive']],
];
const oneColumn: PersonClass[][] = [['regular', 'active', 'inactive']];

/** Merges teams until each class of each group has enough people, and classes if that can't be. */
export function headCounts(teams: TeamCounts[], fewest: number): HeadCounts {
  const some = teams.filter((team) => countIn([team], [...personClasses]) > 0);
  const isFit = (columns: PersonClass[][], group: TeamCounts[]) =>
    columns.every((column) => countIn(group, column) >= fewest);
  const columns = columnsToTry.find((one) => isFit(one, some)) ?? oneColumn;
  const size = (group: TeamCounts[]) => countIn(group, [...personClasses]);
  const key = (group: TeamCounts[]) => String(group[0]!.teamId);
  const bySize = (a: TeamCounts[], b: TeamCounts[]) => size(a) - size(b) || (key(a) < key(b) ? -1 : 1);
  let groups = some.map((team) => [team]).sort(bySize);
  for (;;) {
    const unfit = groups.find((group) => !isFit(columns, group));
    const partner = groups.find((group) => group !== unfit);
    if (!unfit || !partner) break;
    groups = [...groups.filter((group) => group !== unfit && group !== partner), [...partner, ...unfit]];
    groups.sort(bySize);
  }
  return {
    columns,
    groups: groups.map((group) => ({
      teamIds: group.map(({ teamId }) => teamId),
      counts: columns.map((column) => countIn(group, column)),
    })),
  };
}

/** The groups that a reader may see: all together where teams are not shown. */
export function shownGroups({ columns, groups }: HeadCounts, visibility: Visibility): HeadCounts['groups'] {
  if (visibility !== 'aggregate-only') return groups;
  return [{ teamIds: [], counts: columns.map((_, n) => sumOf(groups.map(({ counts }) => counts[n]!))) }];
}

/** A count, or null when fewer than `fewest` people are in it. */
export type Shown = number | null;

/** What may be shown of the flows of the whole organization, where nobody moves in or out. */
export interface ShownFlows {
  /** How many more or fewer regulars there are than at the end of the month before. */
  net: number;
  /** Null when the gains or the losses are too few: then the net change stands alone. */
  gains: ShownParts<'isNew' | 'returned'> | null;
  losses: ShownParts<'lapsed' | 'left'> | null;
}

interface ShownParts<Part extends string> {
  total: number;
  /** Null when one of them is too few: then the total stands alone. */
  parts: Record<Part, number> | null;
}

/** What may be shown of the flows: gains and losses only if both, and who stayed, have enough people or none stayed. */
export function shownFlows(baseline: Baseline, fewest: number): ShownFlows {
  const [gained, lost] = [gainsOf(baseline), lossesOf(baseline)];
  const net = baseline.now - baseline.before;
  const stayed = baseline.before - lost;
  if (gained < fewest || lost < fewest || (stayed > 0 && stayed < fewest))
    return { net, gains: null, losses: null };
  const { isNew, returned, lapsed, left } = baseline;
  const areShown = (counts: number[]) => counts.every((count) => count === 0 || count >= fewest);
  return {
    net,
    gains: { total: gained, parts: areShown([isNew, returned]) ? { isNew, returned } : null },
    losses: { total: lost, parts: areShown([lapsed, left]) ? { lapsed, left } : null },
  };
}

/** A part of a whole and what is left of it: both have enough people, or the part is the whole. */
export function shownPart(part: number, whole: number, fewest: number): Shown {
  const rest = whole - part;
  return part >= fewest && (rest >= fewest || rest === 0) ? part : null;
}
