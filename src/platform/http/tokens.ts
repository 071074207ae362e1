import { createHash, randomBytes } from 'node:crypto';

/** A token no one can guess: 32 random bytes, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** An id of 24 hexadecimal digits that follows from these words: made again, it is the same. */
export function idFrom(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 24);
}

/** What is stored in place of a single-use token, so that a copy of the database opens nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
