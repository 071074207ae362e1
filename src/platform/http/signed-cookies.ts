import type { CookieOptions, RequestHandler } from 'express';
import type { Clock } from '../clock.js';
import { cookieIn } from './cookies.js';
import type { Signed, Signer } from './signer.js';

/**
 * The prefix of cookie names over https: browsers then accept them only from this exact host, so that no other
 * subdomain can set them. Over http they would refuse such a name.
 */
export const cookiePrefix = (secure: boolean): string => (secure ? '__Host-' : '');

/** Data that the browser stores while nobody is signed in. Signed, and not accessible to scripts and other sites. */
export interface SignedCookies extends Pick<Signer, 'sign' | 'read' | 'codeOf'> {
  /** Null when the cookie is missing, has no valid signature, or has expired. */
  get(name: string): Signed | null;
  /** `lifetime` in milliseconds. */
  set(name: string, text: string, lifetime: number): void;
  clear(name: string): void;
}

declare module 'express-serve-static-core' {
  interface Request {
    signed: SignedCookies;
    clock: Clock;
  }
}

/** Adds `signed` cookies and the clock to each request. They need no storage here. */
export function signedCookies(signer: Signer, clock: Clock, options: { secure: boolean }): RequestHandler {
  const attributes: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', ...options };
  const nameOf = (name: string) => `${cookiePrefix(options.secure)}groundswell-${name}`;
  return (req, res, next) => {
    const changed = new Map<string, string>();
    req.clock = clock;
    req.signed = {
      ...signer,
      get: (name) => signer.read(name, changed.get(name) ?? cookieIn(req.headers.cookie, nameOf(name))),
      set(name, text, lifetime) {
        const signed = signer.sign(name, text, lifetime);
        changed.set(name, signed);
        res.cookie(nameOf(name), signed, { ...attributes, maxAge: lifetime });
      },
      clear(name) {
        changed.set(name, '');
        res.clearCookie(nameOf(name), attributes);
      },
    };
    next();
  };
}
