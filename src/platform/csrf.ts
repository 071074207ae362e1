import { csrfSync } from 'csrf-sync';
import type { Request } from 'express';

const { generateToken, isRequestValid } = csrfSync({
  getTokenFromRequest: (req) => (req.body as { _csrf?: string } | undefined)?._csrf,
});

/** The token that a form on this page must send back. Opens a session when there is none yet. */
export const csrfToken = (req: Request): string => generateToken(req);

/** True when the browser says that a page of another site sent this. */
export const isFromElsewhere = (req: Request): boolean => {
  const site = req.headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
};

/** True when the request came from a form of ours: its token is the session's, and no other site sent it. */
export const isOwnForm = (req: Request): boolean => !isFromElsewhere(req) && isRequestValid(req);
