import { levels, type Level } from '../links/index.js';
import { sumOf } from '../platform/data/sums.js';
import { fewestContributors } from '../published-results/index.js';

/** A theme and a level in a quarter. */
export interface ThemeCell {
  /** Posts that were offered. */
  offered: number;
  postings: number;
  /** How many different people posted. */
  people: number;
}

export type Theme = { topicId: string | null; people: number } & Record<Level, ThemeCell>;

/**
 * What a cell says. `occurred`: enough people posted; `hardly`: something was offered, and few took it; `empty`: nothing
 * was offered.
 */
export type CellState = 'occurred' | 'hardly' | 'empty';

/** Who can fill a cell: those who write posts, those who share them, or those who speak with an association. */
export type TurnOf = 'editors' | 'advocates' | 'association';

export const cellStateOf = ({ offered, people }: ThemeCell): CellState =>
  people >= fewestContributors ? 'occurred' : offered > 0 ? 'hardly' : 'empty';

/** Whose turn it is where a cell did not occur; null where it did. */
export function turnOf(level: Level, cell: ThemeCell): TurnOf | null {
  const state = cellStateOf(cell);
  if (state === 'occurred') return null;
  if (state === 'hardly') return 'advocates';
  return level === 'industry' ? 'association' : 'editors';
}

/** True when the theme speaks with all three voices. */
export const isCongruent = (theme: Theme): boolean =>
  levels.every((level) => cellStateOf(theme[level]) === 'occurred');

/** True when anything of the theme was offered or posted. */
export const hasOccurred = (theme: Theme): boolean =>
  sumOf(levels.map((level) => theme[level].offered + theme[level].postings)) > 0;
