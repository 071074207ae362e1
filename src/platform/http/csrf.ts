import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { isSameCode } from './signer.js';

const day = 24 * 60 * 60 * 1000;

/** How long the form of somebody who is not signed in can stay open: longer than a holiday. */
export const openFormLifetime = 30 * day;

const sent = (req: Request): string => {
  const token = (req.body as { _csrf?: unknown } | undefined)?._csrf;
  return typeof token === 'string' ? token : '';
};

/** True when the browser says that the request was sent by a page of another site. */
export const isFromElsewhere = (req: Request): boolean => {
  const site = req.headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
};

const codeOfPerson = (req: Request, personId: string) => req.signed.codeOf('form of a person', personId);

const codeOfPage = (req: Request, page: string) => req.signed.codeOf('page of a form', page);

const codeOfSession = (req: Request) => req.signed.codeOf('form of a session', req.sessionID);

/**
 * The token in a form of somebody signed in, valid as long as the session. Its second part says whose form it is,
 * even after the session has ended; its third part is the page that the form is on.
 */
export const formToken = (req: Request, page: string): string =>
  [codeOfSession(req), codeOfPerson(req, req.user?.id ?? ''), codeOfPage(req, page)].join('.');

/** One part of the token that was sent. */
const part = (req: Request, place: 0 | 1 | 2): string => sent(req).split('.')[place] ?? '';

/** True when this form was shown on this page. */
export const isFormOn = (req: Request, page: string): boolean =>
  isSameCode(part(req, 2), codeOfPage(req, page));

/** True when the form was shown to this person, in any session. */
export const isFormOf = (req: Request, personId: string): boolean =>
  isSameCode(part(req, 1), codeOfPerson(req, personId));

/** True when the request came from a form of this session, and not from another site. */
export const isOwnForm = (req: Request): boolean =>
  !isFromElsewhere(req) && isSameCode(part(req, 0), codeOfSession(req)) && isFormOf(req, req.user?.id ?? '');

/**
 * The token in a form that needs no sign-in. It is derived from a random value in a cookie, which is set when such
 * a form is shown. Another site can neither read nor set it, so it can't sign anybody in as somebody else.
 */
export function openFormToken(req: Request): string {
  const browser = req.signed.get('browser')?.text ?? randomBytes(18).toString('base64url');
  req.signed.set('browser', browser, openFormLifetime);
  return req.signed.sign('form before sign-in', browser, openFormLifetime);
}

/** True when a form that needs no sign-in was shown to this browser, and the request is not from another site. */
export const isOwnOpenForm = (req: Request): boolean => {
  const browser = req.signed.get('browser')?.text;
  return (
    !isFromElsewhere(req) &&
    browser !== undefined &&
    req.signed.read('form before sign-in', sent(req))?.text === browser
  );
};
