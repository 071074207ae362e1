import { hash, verify } from '@node-rs/argon2';
import { hashes, type Asker } from './password-queues.js';

/**
 * argon2id with the library's defaults: 19 MiB, two passes (OWASP's first choice).
 * @throws Busy when too many hashes are asked for
 */
export const hashPassword = (password: string, asker: Asker = {}): Promise<string> =>
  hashes.run(asker, () => hash(password));

// Verified against when nobody has that address, so that the answer takes as long as for somebody.
const nobody = hash('no one has this password');

/**
 * True when the password is the one hashed. Takes as long without a hash, and is then false.
 * @throws Busy when too many hashes are asked for
 */
export async function verifyPassword(
  stored: string | undefined | null,
  password: string,
  asker: Asker = {},
): Promise<boolean> {
  const against = stored ?? (await nobody);
  return (await hashes.run(asker, () => verify(against, password))) && Boolean(stored);
}
