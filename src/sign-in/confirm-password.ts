import type { Request, Response } from 'express';
import { storeForm, pageOfForm } from '../platform/http/unsent-form.js';

const minutes = 60_000;

/** How long after somebody gave their password they may change keys, roles and visibility without giving it again. */
export const confirmedFor = 10 * minutes;

/** True when somebody gave their password so lately that they are not asked again. */
export function hasConfirmedPassword(req: Request): boolean {
  const { confirmedAt = 0 } = req.session;
  return req.clock.now().getTime() - confirmedAt < confirmedFor;
}

/**
 * True when the person has to give their password first, because a session left open must not be enough for what they are
 * about to do. Then the answer is sent: it leads to `/confirm-password`, and the form is kept until they come back.
 */
export async function asksForPassword(req: Request, res: Response): Promise<boolean> {
  if (hasConfirmedPassword(req)) return false;
  await storeForm(req);
  res.redirect(303, `/confirm-password?next=${encodeURIComponent(pageOfForm(req) ?? '/feed')}`);
  return true;
}
