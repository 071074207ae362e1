/** Numbers by name, in groups: `{ clicks: 3, conversions: { lead: 1 }, values: { EUR: { lead: 12_000 } } }`. */
export interface ResultFigures {
  [name: string]: number | ResultFigures;
}

const isGroup = (value: unknown): value is ResultFigures => typeof value === 'object' && value !== null;

/** `factor` times the second figures added to the first, name by name, without zeros and empty groups. */
export function addFigures(first: ResultFigures, second: ResultFigures, factor = 1): ResultFigures {
  const sum: ResultFigures = {};
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [one, other] = [first[name] ?? 0, second[name] ?? 0];
    if (isGroup(one) || isGroup(other)) {
      const group = addFigures(isGroup(one) ? one : {}, isGroup(other) ? other : {}, factor);
      if (Object.keys(group).length) sum[name] = group;
    } else if (one + factor * other !== 0) sum[name] = one + factor * other;
  }
  return sum;
}

/** ResultFigures without any number. */
export const isNothing = (figures: ResultFigures): boolean => Object.keys(figures).length === 0;

/** What counts as a result of a person: requests that were not counted are none. */
export const hasResult = ({ excluded: _, ...results }: ResultFigures): boolean => !isNothing(results);
