export const decimalMarks = ['point', 'comma'] as const;
export type DecimalMark = (typeof decimalMarks)[number];

/** Numbers with each mark: the whole part, whose thousands may be grouped by threes, and the decimals. */
export const numberShapes: Record<DecimalMark, RegExp> = {
  point: /^(\d+|\d{1,3}(?:[,'’ ]\d{3})+)(?:\.(\d+))?$/,
  comma: /^(\d+|\d{1,3}(?:[.'’ ]\d{3})+)(?:,(\d+))?$/,
};

/** The decimal mark of most of these numbers; null when both are possible and the choice makes a difference. */
export function likelyDecimalMark(numbers: string[]): DecimalMark | null {
  const [point, comma] = decimalMarks.map(
    (mark) => numbers.filter((text) => numberShapes[mark].test(text)).length,
  );
  if (point !== comma) return point! > comma! ? 'point' : 'comma';
  return numbers.some((text) => /[.,]/.test(text)) ? null : 'point';
}

/** Longer than any number. Limits the work of the patterns. */
const longest = 40;

/** A number without a sign or unit around it, as it can be compared with a shape; null for anything else. */
export function plainDigits(cell: string): { isNegative: boolean; digits: string } | null {
  if (cell.length > longest) return null;
  const text = cell
    .replace(/[\u00a0\u202f\u2009]/g, ' ')
    .replace(/[−–]/g, '-')
    .trim();
  const [, sign, digits] = /^([-+]?) ?(\d[\d.,'’ ]*)$/.exec(text) ?? [];
  return digits === undefined ? null : { isNegative: sign === '-', digits };
}

/** A number as it is written with this decimal mark; null when it is not. */
export function readNumber(cell: string, mark: DecimalMark): number | null {
  const parts = plainDigits(cell);
  const [, whole, decimals = '0'] = (parts && numberShapes[mark].exec(parts.digits)) ?? [];
  if (whole === undefined) return null;
  const value = Number(`${whole.replace(/\D/g, '')}.${decimals}`);
  return parts!.isNegative && value ? -value : value;
}
