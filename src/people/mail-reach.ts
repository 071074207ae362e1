import { InvalidInput } from '../platform/errors.js';
import { readMailState } from '../platform/net/mail-state.js';
import type { Services } from '../services.js';

/** Whether the relay takes mail to an address: `unknown` until it has accepted a first mail. */
export type MailReach = 'reached' | 'refused' | 'unknown';

/** True for an address with other letters than ASCII before the `@`: the relay needs SMTPUTF8 for it. */
export const needsAllScripts = (address: string): boolean => /[^\0-\x7F].*@/.test(address);

/** Whether the relay takes mail to addresses that need SMTPUTF8. Without a relay, any address is as good. */
export async function reachOfAllScripts(services: Pick<Services, 'env'>): Promise<MailReach> {
  const { relay, takesAllScripts } = await readMailState(services);
  if (relay === null || takesAllScripts) return 'reached';
  return takesAllScripts === null ? 'unknown' : 'refused';
}

/** Whether the relay takes mail to this address. */
export const mailReach = async (services: Pick<Services, 'env'>, address: string): Promise<MailReach> =>
  needsAllScripts(address) ? reachOfAllScripts(services) : 'reached';

/** @throws InvalidInput when the relay is known not to take mail to this address */
export async function checkMailReach(services: Pick<Services, 'env'>, email: string): Promise<void> {
  if ((await mailReach(services, email)) === 'refused')
    throw new InvalidInput({ email: 'people.email-relay' });
}
