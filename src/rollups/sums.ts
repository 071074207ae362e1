import { addCounts, type Counts } from '../platform/data/sums.js';

/** What a day, a post or anything else brought, of everybody. */
export interface RollupSum {
  /** How many daily rows it comes from. */
  rows: number;
  prepared: number;
  posted: number;
  clicks: number;
  visitors: number;
  /** By reason. */
  excluded: Counts;
  /** By kind. */
  conversions: Counts;
  unverified: Counts;
  /** By currency and kind, in minor units. */
  values: Record<string, Counts>;
  unverifiedValues: Record<string, Counts>;
  /** The numbers of those who posted; see PeopleNumbers. The same person may be there several times. */
  people: number[];
}

const numbers = ['rows', 'prepared', 'posted', 'clicks', 'visitors'] as const;
const counts = ['excluded', 'conversions', 'unverified'] as const;
const moneys = ['values', 'unverifiedValues'] as const;

export const emptySum = (): RollupSum => ({
  ...{ rows: 0, prepared: 0, posted: 0, clicks: 0, visitors: 0 },
  ...{ excluded: {}, conversions: {}, unverified: {}, values: {}, unverifiedValues: {} },
  people: [],
});

const isEmpty = (object: object) => {
  for (const _ in object) return false;
  return true;
};

/** Adds to a sum what is given, and changes it: a year has too many to copy. */
export function addToSum(sum: RollupSum, more: Partial<RollupSum>): void {
  for (const name of numbers) sum[name] += more[name] ?? 0;
  for (const name of counts)
    if (more[name] && !isEmpty(more[name])) sum[name] = addCounts([sum[name], more[name]]);
  for (const name of moneys)
    for (const [currency, worth] of Object.entries(more[name] ?? {}))
      sum[name] = { ...sum[name], [currency]: addCounts([sum[name][currency] ?? {}, worth]) };
  for (const person of more.people ?? []) sum.people.push(person);
}

/** Sums by the keys of a dimension. */
export type Lines = Map<string, RollupSum>;

/** Adds to the line with this key. */
export function addToLine(lines: Lines, key: string, more: Partial<RollupSum>): void {
  let sum = lines.get(key);
  if (!sum) lines.set(key, (sum = emptySum()));
  addToSum(sum, more);
}

/** All lines in one, as far as they may be added up. */
export function totalOf(lines: Lines): RollupSum {
  const total = emptySum();
  for (const sum of lines.values()) addToSum(total, sum);
  return total;
}

/** How many different people posted. */
export const countAdvocates = ({ people }: RollupSum): number => new Set(people).size;

/** Gives each person a number while something is read: sets of numbers are small. */
export class PeopleNumbers {
  readonly ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(id: string): number {
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.ids.push(id) - 1;
      this.#numbers.set(id, number);
    }
    return number;
  }
}
