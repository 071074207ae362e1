import { commonPasswords, longestWord, withoutLookalikes } from './common-passwords.js';
import { foldName } from '../people/index.js';

/** Longer passwords are scored by their beginning, which is enough. */
const mostLetters = 72;
const shortestWord = 4;
const rows = [
  '1234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
];
const inRows = [...rows, ...rows.map((row) => [...row].reverse().join(''))].join(' ');

/**
 * How hard a password is to guess: the decimal logarithm of the attempts by somebody who knows common passwords
 * and habits. As in zxcvbn, the cheapest way to compose it counts: common words (by rank), years, sequences and
 * repetitions; any other letter counts ten attempts. `known` are words that anybody would try for this person.
 */
export function passwordGuesses(password: string, known: string[] = []): number {
  const text = foldName(password).slice(0, mostLetters);
  const unit = repeatedUnit(text);
  if (unit < text.length) return passwordGuesses(text.slice(0, unit), known) + 1;
  const plain = withoutLookalikes(text);
  const own = new Set(known.filter((word) => word.length >= 3).map(withoutLookalikes));
  // cheapest[i]: the score of the first i letters.
  const cheapest = [0];
  for (let end = 1; end <= text.length; end += 1) {
    let best = cheapest[end - 1]! + 1;
    for (let start = Math.max(0, end - longestWord); start <= end - 3; start += 1)
      best = Math.min(
        best,
        cheapest[start]! + guessesOf(text.slice(start, end), plain.slice(start, end), own),
      );
    cheapest.push(best);
  }
  return cheapest[text.length]!;
}

/** The attempts for one part of a password; infinite for a part that is not common. */
function guessesOf(piece: string, plain: string, own: Set<string>): number {
  if (own.has(plain)) return 1;
  if (/^(19|20)\d\d$/.test(piece)) return 2;
  const unit = repeatedUnit(piece);
  if (unit < piece.length)
    return Math.min(unit, guessesOf(piece.slice(0, unit), plain.slice(0, unit), own)) + 0.5;
  if (isRun(piece) || (piece.length >= shortestWord && inRows.includes(piece))) return 1.5;
  if (piece.length < shortestWord) return Infinity;
  const { ranks, lookalikeRanks } = commonPasswords();
  const exact = ranks.get(piece);
  if (exact) return wordGuesses(exact);
  const alike = lookalikeRanks.get(plain);
  return alike ? wordGuesses(alike) + 0.5 : Infinity;
}

const wordGuesses = (rank: number) => Math.max(1, Math.log10(rank));

/** True for letters in sequence, such as abcd or 4321. */
function isRun(piece: string): boolean {
  const step = piece.charCodeAt(1) - piece.charCodeAt(0);
  return (
    Math.abs(step) === 1 &&
    [...piece].every((_, at) => at === 0 || piece.charCodeAt(at) - piece.charCodeAt(at - 1) === step)
  );
}

/** The length of the part that a text repeats, such as 3 for `abcabc`; its whole length when nothing repeats. */
function repeatedUnit(text: string): number {
  for (let unit = 1; unit <= text.length / 2; unit += 1)
    if (text.length % unit === 0 && text === text.slice(0, unit).repeat(text.length / unit)) return unit;
  return text.length;
}
