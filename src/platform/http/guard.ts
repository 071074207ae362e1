import type { Request, RequestHandler, Response } from 'express';
import { isFormOf, isFromElsewhere, isOwnForm, isOwnOpenForm } from './csrf.js';
import { Forbidden, FormNotOurs, NotAllowedNow } from '../errors.js';
import { addFlash } from './flash.js';
import { isOfLastPerson, storeForm, pageOfForm, textsOf } from './unsent-form.js';
import { signInPath } from './way-back.js';

/** The first handler of each route: it decides who may use it, and a test reads it from there. */
export interface Guard extends RequestHandler {
  /** An action of the permission table, `anyone`, or `outside` (before the session: no cookie, no form token). */
  action: string;
}

function named(action: string, handler: RequestHandler): Guard {
  return Object.assign(handler, { action });
}

const changes = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method);

/** For routes before the session, open to everybody and to programs. */
export const outside: Guard = named('outside', (_req, _res, next) => next());

/** For pages that need no sign-in. Their forms still need a token. */
export const anyone: Guard = named('anyone', (req, _res, next) => {
  if (changes(req.method) && !isOwnOpenForm(req)) throw new FormNotOurs();
  next();
});

/**
 * For pages that need sign-in and a permission. Others are asked to sign in and return afterwards. A form that is
 * sent after the session ended is stored for the person of that session and shown again.
 */
export function only(action: string, permits: (user: Express.User) => boolean): Guard {
  return named(action, async (req, res, next) => {
    if (!req.user) {
      if (changes(req.method) && isFromElsewhere(req)) throw new FormNotOurs();
      res.redirect(
        303,
        signInPath(req, changes(req.method) ? await pageToReturnTo(req, res) : req.originalUrl),
      );
      return;
    }
    const isOwn = changes(req.method) && (isOwnForm(req) || isOwnSignOut(req));
    // If anything fails after this, the error page shows what was typed.
    if (isOwn) res.locals.typed = textsOf(req);
    if (!permits(req.user)) throw new Forbidden(action);
    if (changes(req.method) && !isOwn) {
      if (!(await storeForm(req))) throw new FormNotOurs();
      res.redirect(303, pageOfForm(req)!);
      return;
    }
    next();
  });
}

/** Signing out also works from a tab of an earlier session, so that nobody wrongly believes to be signed out. */
const isOwnSignOut = (req: Request): boolean =>
  req.path === '/sign-out' && !isFromElsewhere(req) && isFormOf(req, req.user!.id);

/**
 * Stores the form of somebody whose session has ended, and says so with a message.
 * @throws NotAllowedNow when texts of theirs can't be stored: the answer shows them
 */
async function pageToReturnTo(req: Request, res: Response): Promise<string | undefined> {
  const page = pageOfForm(req);
  if (page && (await storeForm(req))) addFlash(req, 'info', 'common.sign-in-ended');
  else if (page && isOfLastPerson(req) && textsOf(req).length) {
    res.locals.typed = textsOf(req);
    throw new NotAllowedNow('common.form-not-stored');
  } else if (page) addFlash(req, 'warning', 'common.form-not-kept');
  return page;
}
