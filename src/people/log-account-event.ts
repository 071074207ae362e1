import type { Services } from '../services.js';

/** The events of accounts and their log texts. The names are stable, so that alarms can be built on them. */
export const accountEvents = {
  'sign-in': 'signed in',
  'sign-in-failed': 'a sign-in failed',
  'sign-in-locked': 'a sign-in has to wait, after too many of them',
  'sign-out': 'signed out',
  'password-confirmed': 'a password was confirmed',
  'password-confirmation-failed': 'a password was not confirmed',
  'password-changed': 'a password was changed',
  'password-reset-requested': 'a link for a new password was made',
  'password-reset': 'a password was set by a link',
  'invitation-made': 'a person was invited',
  'people-added': 'the people of a list were added',
  'invitation-accepted': 'an invitation was accepted',
  'organization-set-up': 'the organization was set up',
  'address-changed': 'the e-mail address of a person was changed',
  'roles-changed': 'roles were changed',
  'person-deactivated': 'a person was deactivated',
  'person-reactivated': 'a person was reactivated',
  'person-erased': 'what is stored of a person was erased',
  'team-ended': 'a team was ended',
  'team-merged': 'a team was merged into another one',
  'team-taken-up': 'an ended team was taken up again',
  'api-key-made': 'an API key was made',
  'api-key-revoked': 'an API key was revoked',
  'webhook-secret-made': 'a webhook secret was made',
  'visibility-changed': 'who may see whose results was changed',
} as const;

export type AccountEvent = keyof typeof accountEvents;

interface Details {
  /** The person it happened to. Never an address or a name. */
  personId?: string | undefined;
  /** Who did it, if it was somebody else. */
  byId?: string | undefined;
  err?: unknown;
  [name: string]: unknown;
}

/** Logs one line with `event` and the ids of people. */
export function logAccountEvent({ log }: Services, event: AccountEvent, details: Details): void {
  const level = 'err' in details ? 'error' : 'info';
  log[level]({ event, ...details }, accountEvents[event]);
}
