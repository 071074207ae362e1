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
    /** When they last gave their password, in milliseconds. */
    confirmedAt?: number;
  }
}

/**
 * Signs this person in under a new session id. What they typed in the last session of this browser waits for them, and
 * for nobody else. The browser is a known device of theirs from now on. Resolves with the page it belongs to; null when nothing waits.
 * @param person as they were read with the password that was checked, or written with the one that was chosen: where their
 *   sessions were ended since then, this one is over as well
 * @param options.isPasswordGiven false when the session goes on under a new id: its times stay as they were
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
