import type { Request, RequestHandler } from 'express';
import passport from 'passport';
import { findSignedIn, type Person } from './find-people.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how passport's types are extended
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Person {}
  }
}

/**
 * Passport keeps who is signed in, under a new session id from each sign-in on. The person is read anew for
 * each request.
 */
export function initializePassport(): RequestHandler[] {
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser(
    (req: Request, id: string, done: (error: unknown, user?: Express.User | false) => void) => {
      findSignedIn(id, req.session.version).then((person) => done(null, person ?? false), done);
    },
  );
  return [passport.initialize() as RequestHandler, passport.session() as RequestHandler];
}
