import type { Request, RequestHandler } from 'express';
import { isFormOf, isFromElsewhere, isOwnForm, isOwnOpenForm } from './csrf.js';
import { Forbidden, FormNotOurs } from '../errors.js';
import { addFlash } from './flash.js';
import { storeForm, pageOfForm, textsOf } from './unsent-form.js';
import { signInPath } from './way-back.js';

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
  if (changes(req.method) && !isOwnOpenForm(req)) throw new FormNotOurs();
  next();
});

/**
 * For pages of people who are signed in and permitted. Who is not signed in is asked to sign in first and then comes
 * back; a form sent after the session ended is kept for the person whose session it was, and comes back filled in.
 */
export function only(action: string, permits: (user: Express.User) => boolean): Guard {
  return named(action, async (req, res, next) => {
    if (!req.user) {
      if (changes(req.method) && isFromElsewhere(req)) throw new FormNotOurs();
      res.redirect(303, signInPath(req, changes(req.method) ? await pageToReturnTo(req) : req.originalUrl));
      return;
    }
    const isOwn = changes(req.method) && (isOwnForm(req) || isOwnSignOut(req));
    // Whatever goes wrong from here on, the page that says so shows what was typed.
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

/** Signing out works from a tab of an earlier session too: nobody believes to have done so while they have not. */
const isOwnSignOut = (req: Request): boolean =>
  req.path === '/sign-out' && !isFromElsewhere(req) && isFormOf(req, req.user!.id);

/** Keeps the form of somebody whose session has ended, and says what became of it. */
async function pageToReturnTo(req: Parameters<RequestHandler>[0]): Promise<string | undefined> {
  const page = pageOfForm(req);
  if (page && (await storeForm(req))) addFlash(req, 'info', 'common.sign-in-ended');
  else if (page) addFlash(req, 'warning', 'common.form-not-kept');
  return page;
}
