import { InvalidInput } from '../platform/errors.js';
import { foldName } from '../people/index.js';
import { passwordGuesses } from './password-guesses.js';

export const passwordLength = { min: 12, max: 200 };

/** How many characters must remain after removing names that anybody could guess. */
const ownCharacters = 8;

/**
 * The least number of guesses, as a decimal logarithm. Fewer are possible for somebody who has the hash (zxcvbn:
 * "somewhat guessable").
 */
const leastGuesses = 8;

/** Known as examples of good passwords. */
const famous = ['correcthorsebatterystaple', 'troub4dor&3'];

export interface KnownOfPerson {
  email: string;
  organizationName: string;
  name?: string;
}

/**
 * The problem of a password, or null. Length counts, not the kinds of characters (NIST SP 800-63B). There are no
 * composition rules, but a password must not consist of breached passwords and common habits, the person's address
 * or the organization's name.
 */
export function passwordProblem(password: string, known: KnownOfPerson): string | null {
  const length = [...password].length;
  if (length < passwordLength.min) return 'sign-in.password-short';
  if (length > passwordLength.max) return 'sign-in.password-long';
  const letters = bare(password);
  const guessable = [known.email, known.email.split('@')[0]!, known.organizationName, 'groundswell']
    .map(bare)
    .filter((word) => word.length > 2);
  const own = guessable.reduce((left, word) => left.replaceAll(word, ''), letters);
  if (own.length < letters.length && own.length < ownCharacters) return 'sign-in.password-guessable';
  const words = [...guessable, ...`${known.organizationName} ${known.name ?? ''}`.split(/\s+/).map(bare)];
  const isCommon = famous.includes(letters) || new Set(letters).size < 4;
  return isCommon || passwordGuesses(password, words) < leastGuesses ? 'sign-in.password-common' : null;
}

/** A text without case, accents, spaces and signs. */
const bare = (text: string) => foldName(text).replace(/[^\p{L}\p{N}]/gu, '');

/** @throws InvalidInput for `field` when the password is not good enough */
export function checkPassword(password: string, known: KnownOfPerson, field = 'password'): void {
  const problem = passwordProblem(password, known);
  if (problem) throw new InvalidInput({ [field]: problem });
}
