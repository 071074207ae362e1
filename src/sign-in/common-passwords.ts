import { dictionary } from '@zxcvbn-ts/language-common';
import { foldName } from '../people/index.js';

/** Digits and signs that stand for letters. Letters that look alike become one: l is written i. */
const lookalikes: Record<string, string> = {
  ...{ '0': 'o', '1': 'i', '!': 'i', '|': 'i', l: 'i', '3': 'e', '€': 'e', '4': 'a', '@': 'a' },
  ...{ '5': 's', $: 's', '7': 't', '+': 't', '8': 'b', '9': 'g', '(': 'c' },
};

/** A text in which `p@ssw0rd` and `password` are the same. */
export const withoutLookalikes = (text: string): string =>
  [...text].map((letter) => lookalikes[letter] ?? letter).join('');

/** Words that are not in lists of passwords, but that people combine with a year. */
const seasons =
  'spring summer autumn fall winter frühling sommer herbst printemps été automne hiver verano invierno';
const tongues = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'sv', 'tr'];
const days = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, month + 1)));

/** Names of months and weekdays in some languages, and the seasons. */
function calendarWords(): string[] {
  const named = tongues.flatMap((lang) => {
    const [month, weekday] = [{ month: 'long' } as const, { weekday: 'long' } as const].map(
      (options) => new Intl.DateTimeFormat(lang, { ...options, timeZone: 'UTC' }),
    );
    return days.flatMap((day) => [month!.format(day), weekday!.format(day)]);
  });
  return [...named, ...seasons.split(' '), 'passwort', 'kennwort', 'willkommen', 'groundswell'];
}

export const longestWord = 20;
const words = (dictionary as unknown as Record<'passwords-common', string[]>)['passwords-common'];

interface CommonPasswords {
  ranks: Map<string, number>;
  lookalikeRanks: Map<string, number>;
}

/**
 * The rank of each word among breached passwords (the most frequent one has rank 1), and the same for words of letters
 * after `withoutLookalikes`. Made with the first password, because it would take a tenth of the time of a start.
 */
export const commonPasswords = (): CommonPasswords => (made ??= rankPasswords());
let made: CommonPasswords | undefined;

function rankPasswords(): CommonPasswords {
  const ranks = new Map<string, number>();
  for (const word of calendarWords().map(foldName)) ranks.set(word, 1);
  words.forEach((word, at) => {
    if (!ranks.has(word)) ranks.set(word, at + 1);
  });
  const lookalikeRanks = new Map<string, number>();
  for (const [word, rank] of ranks) {
    if (!/^[a-z]{4,}$/.test(word)) continue;
    const plain = withoutLookalikes(word);
    if (!lookalikeRanks.has(plain)) lookalikeRanks.set(plain, rank);
  }
  return { ranks, lookalikeRanks };
}
