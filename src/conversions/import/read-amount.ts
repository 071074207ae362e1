import { decimalsOf } from '../../platform/text/money.js';

export const decimalMarks = ['point', 'comma'] as const;
export type DecimalMark = (typeof decimalMarks)[number];

const shapes: Record<DecimalMark, RegExp> = {
  point: /^(-?)(\d+|\d{1,3}(?:[,'’ ]\d{3})+)(?:\.(\d+))?$/,
  comma: /^(-?)(\d+|\d{1,3}(?:[.'’ ]\d{3})+)(?:,(\d+))?$/,
};

/**
 * Longer than any amount. Limits the work of the patterns below, which would try long rows of zeros again and
 * again.
 */
const longestAmount = 60;

const plain = (cell: string) => cell.trim().replace(/[\u00a0\u202f\u2009]/g, ' ');

/**
 * An amount in whole minor units of a known currency. Thousands may be grouped by threes. Otherwise the reason: it
 * is not written like this, or it has more decimals than the currency.
 */
export function readAmount(
  cell: string,
  mark: DecimalMark,
  currency: string,
): { minor: number } | { problem: 'unreadable' | 'decimals' } {
  if (cell.length > longestAmount) return { problem: 'unreadable' };
  const match = shapes[mark].exec(plain(cell));
  if (!match) return { problem: 'unreadable' };
  const [, sign = '', whole = '', decimals = ''] = match;
  const places = decimalsOf(currency);
  const kept = decimals.replace(/0+$/, '');
  if (kept.length > places) return { problem: 'decimals' };
  const minor = Number(whole.replace(/\D/g, '') + kept.padEnd(places, '0'));
  return { minor: sign && minor ? -minor : minor };
}

/** The decimal mark of most of these amounts; null when both are possible and the choice makes a difference. */
export function guessDecimalMark(cells: string[]): DecimalMark | null {
  const amounts = cells.map(plain).filter((cell) => cell.length <= longestAmount && /\d/.test(cell));
  const [point, comma] = decimalMarks.map((mark) => amounts.filter((cell) => shapes[mark].test(cell)).length);
  if (point !== comma) return point! > comma! ? 'point' : 'comma';
  return amounts.some((cell) => /[.,]/.test(cell)) ? null : 'point';
}
