import type { Request } from 'express';
import type { Message } from '../errors.js';
import { isWord, translate } from '../text/words.js';

type Kind = 'success' | 'info' | 'warning' | 'error';
type Flash = { kind: Kind; message: Message };

declare module 'express-session' {
  interface SessionData {
    flash?: Flash[];
  }
}

/** Browsers refuse cookies of more than 4 KB. */
const longestCookie = 3_000;
const cookieLifetime = 10 * 60 * 1000;

/**
 * Shows a message on this person's next page. It is stored in their session, or in a signed cookie before sign-in.
 */
export function addFlash(req: Request, kind: Kind, message: Message): void {
  if (req.user) {
    req.session.flash = [...(req.session.flash ?? []), { kind, message }];
    return;
  }
  const text = encode([...inCookie(req), { kind, message }]);
  if (text.length <= longestCookie) req.signed.set('flash', text, cookieLifetime);
}

/**
 * Returns the waiting messages and removes them. A message from an older release may have a key that no longer
 * exists.
 */
export function takeFlash(req: Request, locale: string): { kind: Kind; message: string }[] {
  const before = inCookie(req);
  if (before.length) req.signed.clear('flash');
  const waiting = req.session?.flash ?? [];
  if (waiting.length) delete req.session.flash;
  return [...before, ...waiting]
    .filter(({ message }) => isWord(message))
    .map(({ kind, message }) => ({ kind, message: translate(locale, message) }));
}

const encode = (flash: Flash[]) => Buffer.from(JSON.stringify(flash)).toString('base64url');

const inCookie = (req: Request): Flash[] => {
  const text = req.signed?.get('flash')?.text;
  return text ? (JSON.parse(Buffer.from(text, 'base64url').toString()) as Flash[]) : [];
};
