import { decimalsOf, symbolsOf } from '../../platform/text/money.js';
import { withoutEnd } from '../../platform/text/without-end.js';
import { likelyDecimalMark, numberShapes, type DecimalMark } from '../../platform/text/written-number.js';
import { isCurrency } from '../conversion-rules.js';

/**
 * Longer than any amount. Limits the work of the patterns below, which would try long rows of zeros again and
 * again.
 */
const longestAmount = 60;

/** The parts of an amount: its sign and currency may be written before or after the number. */
function partsOf(cell: string) {
  if (cell.length > longestAmount) return null;
  const plain = cell.replace(/[\u00a0\u202f\u2009]/g, ' ').replace(/[−–]/g, '-');
  const parts = /^([^\d]*)(\d(?:[\d.,'’ ]*\d)?)([^\d]*)$/.exec(plain.trim());
  if (!parts) return null;
  const [, before = '', number = '', after = ''] = parts;
  const around = [before.replace(/[-+]/, ''), after].map((text) => text.trim());
  if (around.some((text) => /[-+]/.test(text) || text.length > 4) || around.every(Boolean)) return null;
  return { isNegative: before.includes('-'), number, currency: around.join('') };
}

/** The ISO 4217 code that an amount names; empty when it names none, or only by a sign. */
export function currencyIn(cell: string): string {
  const code = partsOf(cell)?.currency.toUpperCase() ?? '';
  return isCurrency(code) ? code : '';
}

/**
 * An amount in whole minor units of a known currency. Thousands may be grouped by threes. Otherwise the reason: it
 * is not written like this, names another currency, or has more decimals than the currency.
 */
export function readAmount(
  cell: string,
  mark: DecimalMark,
  currency: string,
): { minor: number } | { problem: 'unreadable' | 'decimals' | 'other-currency' } {
  const parts = partsOf(cell);
  const match = parts && numberShapes[mark].exec(parts.number);
  if (!match) return { problem: 'unreadable' };
  const named = parts.currency.toUpperCase();
  if (named && !symbolsOf(currency).has(named))
    return { problem: isCurrency(named) || /\p{Sc}/u.test(named) ? 'other-currency' : 'unreadable' };
  const [, whole = '', decimals = ''] = match;
  const places = decimalsOf(currency);
  const kept = withoutEnd(decimals, /0/);
  if (kept.length > places) return { problem: 'decimals' };
  const minor = Number(whole.replace(/\D/g, '') + kept.padEnd(places, '0'));
  return { minor: parts.isNegative && minor ? -minor : minor };
}

/** The decimal mark of most of these amounts; null when both are possible and the choice makes a difference. */
export const guessDecimalMark = (cells: string[]): DecimalMark | null =>
  likelyDecimalMark(cells.flatMap((cell) => partsOf(cell)?.number ?? []));
