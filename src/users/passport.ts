import type { RequestHandler } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { findActivePerson, type Person } from './find-people.js';
import { signIn } from './sign-in.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how passport's types are extended
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Person {}
  }
}

/** Passport with the local strategy: who is signed in is read anew for each request. */
export function initializePassport(): RequestHandler[] {
  passport.use(
    new Strategy({ usernameField: 'email' }, (email, password, done) => {
      signIn({ email, password }).then((person) => done(null, person ?? false), done);
    }),
  );
  passport.serializeUser((user, done) => done(null, user.id));
  passport.deserializeUser((id: string, done) => {
    findActivePerson(id).then((person) => done(null, person ?? false), done);
  });
  return [passport.initialize(), passport.session()] as RequestHandler[];
}
