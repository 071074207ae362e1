import type { Request } from 'express';
import { isLocalPath } from '../platform/local-path.js';
import { signedInFor } from '../platform/session.js';
import type { Person } from './find-people.js';
import { User } from './user.model.js';

declare module 'express-session' {
  interface SessionData {
    /** The person's `sessionVersion` when they signed in. */
    version?: number;
  }
}

/**
 * Signs this person in under a new session id; a form that was kept and what is to be said come along.
 * Resolves with the path where they wanted to go.
 */
export async function startSession(req: Request, person: Person): Promise<string> {
  const { returnTo, keptForm, flash } = req.session;
  await new Promise<void>((resolve, reject) =>
    req.logIn(person, (error) => (error ? reject(error as Error) : resolve())),
  );
  req.session.cookie.maxAge = signedInFor;
  const user = await User.findById(person.id).lean();
  Object.assign(req.session, { keptForm, flash, version: user?.sessionVersion });
  return returnTo && isLocalPath(returnTo) ? returnTo : '/feed';
}
