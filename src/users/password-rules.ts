import { InvalidInput } from '../platform/errors.js';
import { foldName } from './fold-name.js';

export const passwordLength = { min: 12, max: 200 };

/** How many characters must be left when names that anyone could guess are taken away. */
const ownCharacters = 8;

/** The most common of those that are long enough. */
const common = new Set([
  ...['123456789012', '1234567890123', '1234567890abc', '111111111111', '000000000000', '123123123123'],
  ...[
    'password1234',
    'password12345',
    'passwordpassword',
    'passw0rd1234',
    'adminadminadmin',
    'administrator',
  ],
  ...['qwertyuiop12', 'qwertyuiop123', 'qwertyqwerty', '1q2w3e4r5t6y', '1qaz2wsx3edc', 'abcdefghijkl'],
  ...[
    'iloveyou1234',
    'letmein12345',
    'welcome12345',
    'welcome12345!',
    'changeme1234',
    'correcthorsebatterystaple',
  ],
]);

/**
 * What is wrong with a password, or null. Length counts, not the kinds of characters (NIST SP 800-63B): no
 * composition rules, but nothing that is on everybody's list, and not merely the address or the organization's name.
 */
export function passwordProblem(
  password: string,
  known: { email: string; organizationName: string },
): string | null {
  const length = [...password].length;
  if (length < passwordLength.min) return 'users.password-short';
  if (length > passwordLength.max) return 'users.password-long';
  const folded = foldName(password);
  if (common.has(folded) || new Set(folded).size < 4) return 'users.password-common';
  const letters = bare(password);
  const guessable = [known.email, known.email.split('@')[0]!, known.organizationName, 'groundswell']
    .map(bare)
    .filter((word) => word.length > 2);
  const own = guessable.reduce((left, word) => left.replaceAll(word, ''), letters);
  return own.length < letters.length && own.length < ownCharacters ? 'users.password-guessable' : null;
}

/** A text without capitals, accents, spaces and signs. */
const bare = (text: string) => foldName(text).replace(/[^\p{L}\p{N}]/gu, '');

/** @throws InvalidInput beside `field` when the password is no good */
export function checkPassword(
  password: string,
  known: { email: string; organizationName: string },
  field = 'password',
): void {
  const problem = passwordProblem(password, known);
  if (problem) throw new InvalidInput({ [field]: problem });
}
