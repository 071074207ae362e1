import type { Request, RequestHandler } from 'express';
import { signedInFor } from './session.js';
import { hashToken } from './tokens.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** True while this person may sign in. */
    mayReturn(personId: string): Promise<boolean>;
  }
}

const hour = 60 * 60 * 1000;

/** Who was signed in to a session. `key` is derived from its id and reveals nothing about it. */
export interface LastPerson {
  key: string;
  personId: string;
}

/** Who is signed in to the session of this request. */
export const personNow = (req: Request): LastPerson | null =>
  req.user ? { key: hashToken(req.sessionID), personId: req.user.id } : null;

/**
 * Who was signed in to this browser's last session in the last 14 days; otherwise null. The browser stores it in a
 * signed cookie that is set during the session. It can't be forged, needs no storage here, and is still known when
 * the session was deleted.
 */
export const lastPerson = (req: Request): LastPerson | null => lastPeople(req)[0] ?? null;

/** The last session of this person in this browser, also when one other person has signed in since. */
export const lastSessionOf = (req: Request, personId: string): LastPerson | undefined =>
  lastPeople(req).find((last) => last.personId === personId);

/** The last two people of this browser, newest first. */
function lastPeople(req: Request): LastPerson[] {
  const [key, personId, ...before] = req.signed.get('person')?.text.split(' ') ?? [];
  const [keyBefore, personBefore] = before;
  return [
    ...(key && personId ? [{ key, personId }] : []),
    ...(keyBefore && personBefore ? [{ key: keyBefore, personId: personBefore }] : []),
  ];
}

/**
 * Stores in the browser who is signed in, at most once an hour.
 * @param mayReturn whether a person may sign in: their cookie lasts when their access has ended
 */
export const rememberPerson =
  (mayReturn: Request['mayReturn']): RequestHandler =>
  (req, _res, next) => {
    req.mayReturn = mayReturn;
    const now = personNow(req);
    if (now) {
      const before = lastPeople(req).find(({ personId }) => personId !== now.personId);
      const text = [now, ...(before ? [before] : [])].map((last) => `${last.key} ${last.personId}`).join(' ');
      const held = req.signed.get('person');
      const isFresh =
        held &&
        held.text === text &&
        held.expiresAt.getTime() > req.clock.now().getTime() + signedInFor - hour;
      if (!isFresh) req.signed.set('person', text, signedInFor);
    }
    next();
  };
