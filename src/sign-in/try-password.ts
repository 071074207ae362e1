import { InvalidInput } from '../platform/errors.js';
import type { Services } from '../services.js';
import { type AccountEvent, findPersonId, logAccountEvent } from '../people/index.js';
import { withinLimits, type SignInAttempt } from './limit-attempts.js';
import { tries } from './password-queues.js';

/**
 * Checks a password with `check`. Failures are counted and logged for all places where a password is asked for,
 * because it can be guessed at each of them.
 * @throws InvalidInput for `field` when there is a time to wait; Busy, before any query, when too many wait
 */
export function tryPassword<T>(
  services: Services,
  attempt: SignInAttempt & { field: string; failed: AccountEvent },
  check: () => Promise<T | null | false>,
): Promise<T | null> {
  return tries.run(attempt, () => tryInTurn(services, attempt, check));
}

async function tryInTurn<T>(
  services: Services,
  { field, failed, ...attempt }: SignInAttempt & { field: string; failed: AccountEvent },
  check: () => Promise<T | null | false>,
): Promise<T | null> {
  const personId = await findPersonId(attempt.email);
  const checkAndLog = async () => {
    const found = await check();
    if (!found) logAccountEvent(services, failed, { personId });
    return found || null;
  };
  try {
    return await withinLimits(services, attempt, checkAndLog, field);
  } catch (error) {
    if (error instanceof InvalidInput) logAccountEvent(services, 'sign-in-locked', { personId });
    throw error;
  }
}
