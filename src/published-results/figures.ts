/** Numbers by name, in groups: `{ clicks: 3, conversions: { lead: 1 }, values: { EUR: { lead: 12_000 } } }`. */
export interface Figures {
  [name: string]: number | Figures;
}

const isGroup = (value: unknown): value is Figures => typeof value === 'object' && value !== null;

/** `factor` times the second figures added to the first, name by name, without zeros and empty groups. */
export function addFigures(first: Figures, second: Figures, factor = 1): Figures {
  const sum: Figures = {};
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const [one, other] = [first[name] ?? 0, second[name] ?? 0];
    if (isGroup(one) || isGroup(other)) {
      const group = addFigures(isGroup(one) ? one : {}, isGroup(other) ? other : {}, factor);
      if (Object.keys(group).length) sum[name] = group;
    } else if (one + factor * other !== 0) sum[name] = one + factor * other;
  }
  return sum;
}

/** Figures without any number. */
export const isNothing = (figures: Figures): boolean => Object.keys(figures).length === 0;

/** What counts as a result of a person: requests that were not counted are none. */
export const hasResult = ({ excluded: _, ...results }: Figures): boolean => !isNothing(results);
