import type { Request } from 'express';
import type { Message } from './errors.js';
import { translate } from './words.js';

type Kind = 'success' | 'info' | 'warning' | 'error';

declare module 'express-session' {
  interface SessionData {
    flash?: { kind: Kind; message: Message }[];
  }
}

/** Says something on the next page this person sees. */
export function addFlash(req: Request, kind: Kind, message: Message): void {
  req.session.flash = [...(req.session.flash ?? []), { kind, message }];
}

/** What is to be said on this page, once. */
export function takeFlash(req: Request, lang: string): { kind: Kind; message: string }[] {
  const waiting = req.session?.flash ?? [];
  if (waiting.length) delete req.session.flash;
  return waiting.map(({ kind, message }) => ({ kind, message: translate(lang, message) }));
}
