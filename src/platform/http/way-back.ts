import type { Request } from 'express';
import { openFormLifetime } from './csrf.js';
import { isLocalPath } from './local-path.js';

const longest = 500;

/** The address of the sign-in page that leads back to `page` afterwards. */
export function signInPath(req: Request, page: string | undefined): string {
  if (!page || page.length > longest) return '/sign-in';
  return `/sign-in?next=${encodeURIComponent(req.signed.sign('way back', page, openFormLifetime))}`;
}

/** The page to return to after sign-in; undefined unless it has our signature. */
export function readWayBack(req: Request, next: unknown): string | undefined {
  const page = req.signed.read('way back', next)?.text;
  return page && isLocalPath(page) ? page : undefined;
}
