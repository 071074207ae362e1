/** Numbers by name, such as conversions by kind. */
export type Counts = Record<string, number>;

/** Numbers added up; 0 when there are none. */
export const sumOf = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** The numbers of all names added up; 0 when there are none. */
export const sumOfCounts = (counts: Counts = {}): number => sumOf(Object.values(counts));

/** Several counts added up name by name. */
export function addCounts(all: Counts[]): Counts {
  const sums: Counts = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts)))
    sums[name] = (sums[name] ?? 0) + count;
  return sums;
}
