import type { Services } from '../services.js';

type Tokened = { token: string };

/** The page where a reader unsubscribes without signing in. */
export function unsubscribeUrl(services: Services, { token }: Tokened): string {
  return `${services.publicUrl}/unsubscribe/${token}`;
}

/** The page where a reader stops the digest for a month, likewise. */
export const pauseUrl = (services: Services, subscription: Tokened): string =>
  `${unsubscribeUrl(services, subscription)}/pause`;

/** Headers for one-click unsubscribing in mail programs (RFC 8058). */
export function unsubscribeHeaders(services: Services, subscription: Tokened) {
  return {
    'List-Unsubscribe': `<${unsubscribeUrl(services, subscription)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
