import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import MongoStore from 'connect-mongo';
import signature from 'cookie-signature';
import type { Request, RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import mongoose from 'mongoose';
import { newToken } from './tokens.js';
import type { Env } from './env.js';

const cookieName = 'groundswell';
const day = 24 * 60 * 60;

/** How long a session of somebody signed in lasts after their last visit, in milliseconds. */
export const signedInFor = 14 * day * 1000;

/** The session middleware, and a way to see who is signed in where no session is opened. */
export function createSessions(env: Env) {
  const secret = env.SESSION_SECRET ?? keptSecret(env.DATA_DIR);
  const store = MongoStore.create({
    client: mongoose.connection.getClient(),
    dbName: mongoose.connection.name,
    ttl: day,
    touchAfter: 60 * 60,
  });
  const middleware = session({
    name: cookieName,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: env.PUBLIC_URL.startsWith('https:'),
      // Of somebody not signed in yet: enough for a form left open overnight.
      maxAge: day * 1000,
    },
  });

  /** The id of the person whose session cookie the request carries, without opening or touching a session. */
  async function peekUserId(req: Request): Promise<string | undefined> {
    const cookie = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];
    const signed = cookie && decodeCookie(cookie);
    const id = signed?.startsWith('s:') && signature.unsign(signed.slice(2), secret);
    if (!id) return undefined;
    const found = await new Promise<SessionData | null | undefined>((resolve, reject) =>
      store.get(id, (error, data) => (error ? reject(error as Error) : resolve(data))),
    );
    return (found as { passport?: { user?: string } } | null | undefined)?.passport?.user;
  }

  return { middleware: [middleware, saveBeforeRedirect], peekUserId };
}

// What a stranger sends need not be encoded rightly.
function decodeCookie(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

// express-session sends the headers while it still saves: a browser that follows the redirect would be there before
// what the redirect leaves for it, such as a message.
const saveBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (...args: unknown[]) => void;
  res.redirect = (...args: unknown[]) => {
    const isBlank = Object.keys(req.session).every((name) => name === 'cookie');
    if (isBlank) redirect(...args);
    else req.session.save((error) => (error ? next(error) : redirect(...args)));
  };
  next();
};

export type Sessions = ReturnType<typeof createSessions>;

/** Without `SESSION_SECRET` one is made once and kept, so that a restart signs nobody out. */
function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, 'session-secret');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, newToken(), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
