import type { RequestHandler } from 'express';
import { isFromElsewhere, isOwnForm } from './csrf.js';
import { Forbidden } from './errors.js';
import { addFlash } from './flash.js';
import { keepForm } from './forms.js';

/** The first handler of every route: it says who may use it, and a test reads it from there. */
export interface Guard extends RequestHandler {
  /** An action of the permission table, `anyone`, or `outside` (before the session: no cookie, no form token). */
  action: string;
}

function named(action: string, handler: RequestHandler): Guard {
  return Object.assign(handler, { action });
}

const changes = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** For routes before the session, open to the world and to machines. */
export const outside: Guard = named('outside', (_req, _res, next) => next());

/** For pages that need no sign-in. A form must still be ours. */
export const anyone: Guard = named('anyone', (req, _res, next) => {
  if (changes(req.method) && !isOwnForm(req)) throw new Forbidden('csrf');
  next();
});

/**
 * For pages of people who are signed in and permitted. Who is not signed in is asked to sign in first and
 * then comes back; a form sent after the session ended is kept, and comes back filled in.
 */
export function only(action: string, permits: (user: Express.User) => boolean): Guard {
  return named(action, (req, res, next) => {
    if (!req.user) {
      if (changes(req.method) && isFromElsewhere(req)) throw new Forbidden('csrf');
      if (!changes(req.method)) req.session.returnTo = req.originalUrl;
      else if (keepForm(req)) {
        req.session.returnTo = req.session.keptForm?.page;
        addFlash(req, 'info', 'common.sign-in-ended');
      }
      res.redirect(303, '/sign-in');
      return;
    }
    if (!permits(req.user)) throw new Forbidden(action);
    if (changes(req.method) && !isOwnForm(req)) {
      if (!keepForm(req)) throw new Forbidden('csrf');
      res.redirect(303, req.session.keptForm!.page);
      return;
    }
    next();
  });
}
