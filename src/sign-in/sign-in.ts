import type { Asker } from './password-queues.js';
import { asPerson, cleanAddress, localIssuer, type Person, User } from '../people/index.js';
import { verifyPassword } from './passwords.js';

/**
 * The person with this address and password if they may sign in, otherwise null after the same time.
 * @throws Busy when too many people sign in at once
 */
export async function signIn(
  input: { email: string; password: string },
  asker: Asker = {},
): Promise<Person | null> {
  // Somebody whom another service identifies has no password here, whatever their address is.
  const user = await User.findOne({
    email: cleanAddress(input.email),
    status: 'active',
    'identities.issuer': localIssuer,
  }).lean();
  const right = await verifyPassword(user?.passwordHash, input.password, asker);
  // As read together with the hash: if it changed meanwhile, the session is invalid at once.
  return right && user ? asPerson(user) : null;
}
