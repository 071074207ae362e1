import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { Strategy } from 'passport-local';
import type { SessionData } from 'express-session';
import { longestSession, type Sessions } from '../platform/http/session.js';
import { personIn } from '../platform/http/session-store.js';
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

/** The person of a session, unless it ended: they may not sign in any more, or it began too long ago. */
async function personOf(
  id: string,
  { version, signedInAt = 0 }: Partial<SessionData>,
  clock: Services['clock'],
): Promise<Person | null> {
  if (clock.now().getTime() - signedInAt >= longestSession) return null;
  return findSignedIn(id, version);
}

/** Whether somebody is signed in, by the cookies of a request that is not read yet. The session is not renewed. */
export async function isSignedIn(
  { clock }: Pick<Services, 'clock'>,
  sessions: Sessions,
  cookies: string | undefined,
): Promise<boolean> {
  const sessionId = cookies && sessions.idIn(cookies);
  const session = sessionId ? await sessions.dataOf(sessionId) : null;
  const id = personIn(session);
  return id !== undefined && (await personOf(id, session!, clock)) !== null;
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
      personOf(id, req.session, req.clock).then((person) => done(null, person ?? false), done);
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
