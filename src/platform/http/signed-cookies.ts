import type { CookieOptions, RequestHandler } from 'express';
import type { Clock } from '../clock.js';
import { cookieIn } from './cookies.js';
import type { Signed, Signer } from './signer.js';

/**
 * Over https the names of cookies begin with this: browsers then take them from this very host alone, so that no other
 * subdomain can set them. Over http they would refuse such a name.
 */
export const cookiePrefix = (secure: boolean): string => (secure ? '__Host-' : '');

/** What a browser keeps for us while nobody is signed in. Signed, and out of reach of scripts and other sites. */
export interface SignedCookies extends Pick<Signer, 'sign' | 'read' | 'codeOf'> {
  /** Null when the cookie is missing, not from us, or expired. */
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

/** Gives each request its `signed` cookies and the product's clock. Reading or setting a cookie stores nothing here. */
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
