import { dimensionNames, dimensions, type DimensionName } from '../links/index.js';
import { eachShareOfDays } from '../sharing/index.js';
import { eachRowOfDays } from '../statistics/index.js';
import { addToLine, type Lines, type PeopleNumbers, type RollupSum } from './sums.js';

/** Lines by dimension: of those that were asked for. */
export type LinesByDimension = Map<DimensionName, Lines>;

export const noLines = (names: readonly DimensionName[] = dimensionNames): LinesByDimension =>
  new Map(names.map((name) => [name, new Map<string, RollupSum>()]));

interface Labelled {
  day: string;
  labels: Partial<Record<string, { toString(): string } | null | undefined>>;
}

/** The key of a row in a dimension; empty for none. */
const keyOf = (name: DimensionName, { day, labels }: Labelled): string => {
  const { label } = dimensions[name];
  return label === null ? day : (labels[label]?.toString() ?? '');
};

/** Adds the daily rows and shares of these days to the lines of each dimension, without any roll-up. */
export async function countDays(
  days: string[],
  lines: LinesByDimension,
  numbers: PeopleNumbers,
): Promise<void> {
  const add = (row: Labelled, sum: Partial<RollupSum>) => {
    for (const [name, ofDimension] of lines) addToLine(ofDimension, keyOf(name, row), sum);
  };
  for await (const { day, labels, ...results } of eachRowOfDays(days))
    add({ day, labels: labels }, { ...results, rows: 1 });
  for await (const { posted, ...share } of eachShareOfDays(days)) {
    const people = posted ? [numbers.numberOf(share.labels.advocateId!.toString())] : [];
    add(share, { prepared: 1, posted: posted ? 1 : 0, people });
  }
}
