import type { Request } from 'express';
import type { SessionData } from 'express-session';
import { findUnsentForm } from '../platform/http/unsent-form.js';
import type { Person } from '../people/index.js';
import { rememberDevice } from './known-devices.js';

declare module 'express-session' {
  interface SessionData {
    /** The person's `sessionVersion` when they signed in. */
    version?: number;
    /** When they signed in, in milliseconds. */
    signedInAt?: number;
    /** When they last entered their password, in milliseconds. */
    confirmedAt?: number;
  }
}

/**
 * Signs this person in under a new session id. A form that they typed in the last session of this browser is
 * restored for them, and for nobody else. The browser becomes a known device of theirs. Returns the page of the
 * form; null when there is none.
 * @param person as read with the checked password, or written with the new one: if their sessions were ended
 *   since, this one is invalid too
 * @param options.isPasswordGiven false when the session continues under a new id with its old times
 */
export async function startSession(
  req: Request,
  person: Person,
  { isPasswordGiven = true } = {},
): Promise<string | null> {
  const { signedInAt, confirmedAt }: Partial<SessionData> = isPasswordGiven ? {} : req.session;
  const { unsentForm, flash } = req.user?.id === person.id ? req.session : {};
  const waiting = unsentForm ?? (await findUnsentForm(req, person.id));
  await new Promise<void>((resolve, reject) =>
    req.logIn(person, (error) => (error ? reject(error as Error) : resolve())),
  );
  const now = req.clock.now().getTime();
  Object.assign(req.session, {
    unsentForm: waiting ?? undefined,
    flash,
    version: person.sessionVersion,
    signedInAt: signedInAt ?? now,
    confirmedAt: confirmedAt ?? now,
  });
  rememberDevice(req, person.email);
  return waiting?.page ?? null;
}
