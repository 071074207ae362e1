import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import { longestSession } from '../platform/http/session.js';
import { findSignedIn, type Person } from '../people/index.js';
import type { Services } from '../services.js';
import { attemptOf } from './known-devices.js';
import { signIn } from './sign-in.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how passport's types are extended
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type
    interface User extends Person {}
    interface Request {
      /** Signs people in for this application. */
      authenticator: passport.Authenticator;
    }
  }
}

/**
 * Passport with the local strategy, of this application alone: two in one process share nothing. Each sign-in gets a new session id. The person is read again for each request.
 */
export function initializePassport(services: Services): RequestHandler[] {
  const authenticator = new passport.Passport();
  authenticator.use(
    new Strategy({ usernameField: 'email', passReqToCallback: true }, (req, email, password, done) => {
      signIn({ email, password }, attemptOf(services, req, email)).then(
        (person) => done(null, person ?? false),
        done,
      );
    }),
  );
  authenticator.serializeUser((user, done) => done(null, user.id));
  authenticator.deserializeUser(
    (req: Request, id: string, done: (error: unknown, user?: Express.User | false) => void) => {
      const { version, signedInAt = 0 } = req.session;
      if (req.clock.now().getTime() - signedInAt >= longestSession) return done(null, false);
      findSignedIn(id, version).then((person) => done(null, person ?? false), done);
    },
  );
  const remember: RequestHandler = (req, _res, next) => {
    req.authenticator = authenticator;
    next();
  };
  return [remember, authenticator.initialize() as RequestHandler, authenticator.session() as RequestHandler];
}

/** The person whose address and password the form contains; false when there is none. */
export function authenticate(req: Request, res: Response): Promise<Express.User | false> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, user?: Express.User | false) =>
      error ? reject(error) : resolve(user ?? false);
    const handle = req.authenticator.authenticate('local', done) as RequestHandler;
    void handle(req, res, () => resolve(false));
  });
}
