import { createHash, randomBytes } from 'node:crypto';

/** A token that nobody can guess: 32 random bytes, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** An id of 24 hexadecimal digits derived from a text; the same text gives the same id. */
export function idFrom(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 24);
}

/** The hash that is stored instead of a single-use token, so that a copy of the database contains no valid token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
