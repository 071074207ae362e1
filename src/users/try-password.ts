import { InvalidInput } from '../platform/errors.js';
import type { Services } from '../services.js';
import { findPersonId } from './find-people.js';
import { countSignIn, forgiveSignIn } from './limit-attempts.js';
import { logAccountEvent, type AccountEvent } from './log-account-event.js';

/**
 * Checks a password with `check`, which answers whether it is right. Failures are counted and logged wherever a password
 * is asked for, because it can be guessed at each of these places.
 * @throws InvalidInput beside `field` after too many failures
 */
export async function tryPassword<T>(
  services: Services,
  { email, network, field, failed }: { email: string; network: string; field: string; failed: AccountEvent },
  check: () => Promise<T | null | false>,
): Promise<T | null> {
  const personId = await findPersonId(email);
  try {
    await countSignIn(services, { email, network }, field);
  } catch (error) {
    if (error instanceof InvalidInput) logAccountEvent(services, 'sign-in-locked', { personId });
    throw error;
  }
  const found = await check();
  if (!found) {
    logAccountEvent(services, failed, { personId });
    return null;
  }
  await forgiveSignIn(services, { email, network });
  return found;
}
