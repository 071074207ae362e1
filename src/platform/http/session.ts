import signature from 'cookie-signature';
import type { CookieOptions, RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import type { Clock } from '../clock.js';
import { cookieIn } from './cookies.js';
import type { Env } from '../env.js';
import { secretOf } from './secret.js';
import { createSessionStore, personIn } from './session-store.js';
import { cookiePrefix, signedCookies } from './signed-cookies.js';
import { createSigner } from './signer.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Ends the session of this request: deletes it here, and its cookie in the browser. */
    endSession(): Promise<void>;
  }
}

const day = 24 * 60 * 60 * 1000;

/** How long a session lasts after the last visit, in milliseconds. */
export const signedInFor = 14 * day;

/** How long a session lasts at most after signing in, in milliseconds. */
export const longestSession = 30 * day;

/**
 * The session middleware, and a way to see who is signed in without opening a session. Only signing in creates a
 * session; what is needed before is stored in signed cookies.
 */
export function createSessions({ env, clock }: { env: Env; clock: Clock }) {
  const secret = secretOf(env);
  const secure = env.PUBLIC_URL.startsWith('https:');
  const cookieName = `${cookiePrefix(secure)}groundswell`;
  const store = createSessionStore({ lasts: signedInFor / 1000 });
  const attributes: CookieOptions = { httpOnly: true, sameSite: 'lax', secure };
  const middleware = session({
    name: cookieName,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { ...attributes, maxAge: signedInFor },
  });

  const endable: RequestHandler = (req, res, next) => {
    req.endSession = async () => {
      await new Promise<void>((resolve, reject) =>
        req.session.destroy((error) => (error ? reject(error as Error) : resolve())),
      );
      res.clearCookie(cookieName, attributes);
    };
    next();
  };

  /** The id of the session in a cookie, if its signature is valid. */
  function idIn(cookies: string): string | undefined {
    const signed = cookieIn(cookies, cookieName);
    return (signed?.startsWith('s:') && signature.unsign(signed.slice(2), secret)) || undefined;
  }

  /** What a session has stored, without opening or renewing it. */
  const dataOf = (id: string) =>
    new Promise<SessionData | null | undefined>((resolve, reject) =>
      store.get(id, (error, data) => (error ? reject(error as Error) : resolve(data))),
    );

  /** The id of the person signed in to a session, without opening or renewing it. */
  const userIdOf = async (id: string): Promise<string | undefined> => personIn(await dataOf(id));

  const cookies = signedCookies(createSigner(secret, clock), clock, { secure });
  return { middleware: [cookies, middleware, endable, saveBeforeRedirect], idIn, dataOf, userIdOf };
}

// express-session sends the headers while it still saves. A browser could follow the redirect before messages for
// the next page are stored.
const saveBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (...args: unknown[]) => void;
  res.redirect = (...args: unknown[]) => {
    const isBlank = Object.keys(req.session ?? {}).every((name) => name === 'cookie');
    if (isBlank) redirect(...args);
    else req.session.save((error) => (error ? next(error) : redirect(...args)));
  };
  next();
};

export type Sessions = ReturnType<typeof createSessions>;
