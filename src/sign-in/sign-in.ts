import type { Asker } from './password-queues.js';
import { asPerson, type Person, User } from '../people/index.js';
import { verifyPassword } from './passwords.js';

/**
 * The person with this address and password, when they may sign in; null otherwise, after the same time.
 * @throws Busy when too many sign in at once
 */
export async function signIn(
  input: { email: string; password: string },
  asker: Asker = {},
): Promise<Person | null> {
  const user = await User.findOne({ email: input.email.trim().toLowerCase(), status: 'active' }).lean();
  const right = await verifyPassword(user?.passwordHash, input.password, asker);
  // As they were read with the hash: a session for what changed meanwhile is over at once.
  return right && user ? asPerson(user) : null;
}
