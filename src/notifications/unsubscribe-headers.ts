import type { Services } from '../services.js';

type Tokened = { token: string };

/** The page where a reader unsubscribes without signing in. */
export function unsubscribeUrl(services: Services, { token }: Tokened): string {
  return `${services.publicUrl}/unsubscribe/${token}`;
}

/** What lets a mail program offer one-click unsubscribing (RFC 8058). */
export function unsubscribeHeaders(services: Services, subscription: Tokened) {
  return {
    'List-Unsubscribe': `<${unsubscribeUrl(services, subscription)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}
