import { hash, verify } from '@node-rs/argon2';

/** argon2id with the library's defaults: 19 MiB, two passes (OWASP's first choice). */
export const hashPassword = (password: string): Promise<string> => hash(password);

// Verified against when nobody has that address, so that the answer takes as long as for somebody.
const nobody = hash('no one has this password');

/** True when the password is the one hashed. Takes as long without a hash, and is then false. */
export async function verifyPassword(stored: string | undefined | null, password: string): Promise<boolean> {
  return (await verify(stored ?? (await nobody), password)) && Boolean(stored);
}
