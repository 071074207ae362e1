import type { Request, Response } from 'express';
import { storeForm, pageOfForm } from '../platform/http/unsent-form.js';

const minutes = 60_000;

/** How long after entering their password people may change keys, roles and visibility without entering it again. */
export const confirmedFor = 10 * minutes;

/** True when the password was entered so recently that it is not asked for again. */
export function hasConfirmedPassword(req: Request): boolean {
  const { confirmedAt = 0 } = req.session;
  return req.clock.now().getTime() - confirmedAt < confirmedFor;
}

/**
 * True when the person has to enter their password first, because an open session is not enough for this action.
 * Then the answer is already sent: it redirects to `/confirm-password`, and the form is stored until they return.
 */
export async function asksForPassword(req: Request, res: Response): Promise<boolean> {
  if (hasConfirmedPassword(req)) return false;
  await storeForm(req);
  res.redirect(303, `/confirm-password?next=${encodeURIComponent(pageOfForm(req) ?? '/feed')}`);
  return true;
}
