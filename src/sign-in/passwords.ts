import { hash, verify } from '@node-rs/argon2';
import { hashes, type Asker } from './password-queues.js';

/**
 * argon2id with the library's defaults: 19 MiB, two passes (OWASP's first choice).
 * @throws Busy when too many hashes wait
 */
export const hashPassword = (password: string, asker: Asker = {}): Promise<string> =>
  hashes.run(asker, () => hash(password));

// Verified for unknown addresses, so that the answer takes as long as for known ones.
const nobody = hash('no one has this password');

/**
 * True when the password matches the hash. Without a hash it takes as long and is false.
 * @throws Busy when too many hashes wait
 */
export async function verifyPassword(
  stored: string | undefined | null,
  password: string,
  asker: Asker = {},
): Promise<boolean> {
  const against = stored ?? (await nobody);
  return (await hashes.run(asker, () => verify(against, password))) && Boolean(stored);
}
