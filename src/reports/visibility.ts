import type { Visibility } from '../organization/index.js';
import { dimensionNames, dimensions } from '../links/index.js';
import type { Breakdown, Question } from './question.js';

/** A cell needs this many people with a result before it is shown, so that no number reveals one of them. */
export const fewestContributors = 6;

/** The breakdowns that the organization's setting allows: people and groups of them are not always included. */
export function openBreakdowns(visibility: Visibility): Breakdown[] {
  return dimensionNames.filter((by) => visibility !== 'aggregate-only' || !dimensions[by].isAboutPeople);
}

/** True when the organization's setting does not allow this question, whatever the figures are. */
export function isClosed({ by, where }: Question, visibility: Visibility): boolean {
  const open: string[] = openBreakdowns(visibility);
  return [by, ...Object.keys(where)].some((name) => !open.includes(name));
}

/** Whose line this reader may see by name. All other lines are added up in one. */
export function seesAdvocate(visibility: Visibility, readerId: string, advocateId: string): boolean {
  return visibility === 'individual' || (visibility === 'own-only' && readerId === advocateId);
}

/** A line of a breakdown. */
export interface LineSize {
  key: string;
  /** How many different people have a result in it. */
  contributors: number;
  /** Withheld regardless of its size. */
  isWithheld?: boolean;
}

/**
 * Decides which lines of one total are withheld: those with too few contributors, and the next smallest ones until
 * all withheld lines together have enough. Otherwise the total minus the shown lines would reveal them. `together`
 * counts the different people in several lines.
 */
export async function withheldLines(
  lines: LineSize[],
  together: (keys: string[]) => Promise<number>,
): Promise<Set<string>> {
  const withheld = new Set<string>();
  for (const { key, contributors, isWithheld } of lines)
    if (isWithheld || contributors < fewestContributors) withheld.add(key);
  if (!withheld.size) return withheld;
  const next = lines
    .filter(({ key }) => !withheld.has(key))
    .sort((a, b) => a.contributors - b.contributors || (a.key < b.key ? -1 : 1));
  for (const { key } of next) {
    if ((await together([...withheld])) >= fewestContributors) break;
    withheld.add(key);
  }
  return withheld;
}
