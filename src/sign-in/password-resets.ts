import { recordDeliveries, type DeliveryKind } from '../deliveries/index.js';
import { newToken } from '../platform/http/tokens.js';
import type { Services } from '../services.js';
import { composePasswordReset } from './compose-password-reset.js';

const minutes = 60_000;

/** The mail with a link for a new password. Its recipient may be an address that nobody has. */
export const passwordReset: DeliveryKind = {
  name: 'password-reset',
  about: 'the link for a new password, for somebody who asked for it',
  label: 'sign-in.delivery-reset',
  isUrgent: true,
  pauses: [1 * minutes, 5 * minutes, 15 * minutes],
  // A link that comes later than this would only surprise its reader.
  usefulFor: 60 * minutes,
  // Deleted at once, so that no address of a stranger stays.
  stored: { open: 7, failed: 1, ended: 0 },
  hidesRecipient: true,
  compose: (services, delivery) =>
    composePasswordReset(services, {
      email: delivery.recipient,
      generation: String(delivery.data.generation),
      // A mail that is tried again was already counted.
      isCounted: delivery.tries > 1 || Boolean(delivery.handedOverAt),
    }),
};

/**
 * Records that a new password was requested. It does the same for any address, so that neither the answer nor its
 * time reveals whether there is an account. The mail is composed when it is sent.
 */
export async function queuePasswordReset(services: Services, email: string): Promise<void> {
  const generation = newToken();
  await recordDeliveries(services, passwordReset, [
    { reason: `password-reset/${generation}`, recipient: email, data: { generation } },
  ]);
}
