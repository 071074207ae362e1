import type { Request } from 'express';
import { openFormLifetime } from './csrf.js';
import { isLocalPath } from './local-path.js';

const longest = 500;

/** The address where one signs in, and from where one comes back to `page` then. */
export function signInPath(req: Request, page: string | undefined): string {
  if (!page || page.length > longest) return '/sign-in';
  return `/sign-in?next=${encodeURIComponent(req.signed.sign('way back', page, openFormLifetime))}`;
}

/** The page that `signInPath` was asked for; undefined for what we did not sign. */
export function readWayBack(req: Request, next: unknown): string | undefined {
  const page = req.signed.read('way back', next)?.text;
  return page && isLocalPath(page) ? page : undefined;
}
