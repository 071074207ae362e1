import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { isDatabaseAway } from '../data/database-away.js';
import { Busy, Forbidden, FormNotOurs, InvalidInput, NotAllowedNow, NotFound } from '../errors.js';
import { pageNamedBy } from './unsent-form.js';
import { isLocalPath } from './local-path.js';
import { renderPage, say } from './pages.js';
import { isForApi, sendProblem } from './problem.js';

/** Answers addresses without a route. */
export const notFound: RequestHandler = () => {
  throw new NotFound();
};

/** Seconds to wait before the next try while the database is not available. */
const awaySeconds = 5;

/** Statuses of body-parser and express that are passed on; other errors of clients become 400. */
const kept = new Set([403, 404, 405, 409, 413, 415, 422, 429]);

function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof Forbidden) return 403;
  if (error instanceof NotAllowedNow) return 409;
  if (error instanceof InvalidInput) return 422;
  if (error instanceof Busy || isDatabaseAway(error)) return 503;
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 500;
  return kept.has(status) ? status : 400;
}

/**
 * Turns all errors into answers: what happened and what to do, without internal details. The answer is a page, or
 * JSON under `/api/`.
 */
export const handleError: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  // The error page has no form, even if the failed page began to fill one in.
  req.isUnsentFormTaken = false;
  // The error is part of the log line of the request.
  if (status === 500 || isDatabaseAway(error)) res.err = error as Error;
  if (status === 503) res.set('Retry-After', String(error instanceof Busy ? error.retryAfter : awaySeconds));
  if (isForApi(req)) return sendApiError(res, status, error);
  const hasReason = error instanceof NotAllowedNow || error instanceof Busy;
  const reason = hasReason && error.reason ? say(res, error.reason) : '';
  const words = wordsOf(status, error);
  res.status(status);
  renderPage(res, 'errors/error', `${words}.title`, {
    layout: req.user ? 'main' : 'plain',
    text: reason || (status === 413 ? sayTooLarge(res, error) : say(res, `${words}.text`)),
    requestId: status === 500 ? req.id : '',
    onward: onwardFrom(req, status, error),
  });
};

function wordsOf(status: number, error: unknown): string {
  if (isDatabaseAway(error)) return 'errors.away';
  return error instanceof FormNotOurs ? 'errors.form' : `errors.${status}`;
}

/** Statuses after which the same request may succeed. */
const passing = new Set([429, 500, 503]);

/** The one link of an error page: back to the form, the same page again, or the start page. */
function onwardFrom(req: Request, status: number, error: unknown): { href: string; label: string } {
  const isRead = req.method === 'GET' || req.method === 'HEAD';
  const page = isRead ? req.originalUrl : !req.isFormClosed && pageNamedBy(req);
  const isWorthIt = isRead
    ? passing.has(status)
    : error instanceof FormNotOurs || (status !== 403 && status !== 404);
  if (!page || !isLocalPath(page) || !isWorthIt) return { href: '/', label: 'errors.home' };
  return { href: page, label: isRead ? 'errors.again' : 'errors.back' };
}

/** The message for input that is too large, with the limit. */
function sayTooLarge(res: Response, error: unknown): string {
  const { limit } = error as { limit?: number };
  if (!limit) return say(res, 'errors.413.fields');
  return say(res, 'errors.413.text', { kilobytes: Math.floor(limit / 1024) });
}

function sendApiError(res: Response, status: number, error: unknown): void {
  const fields = error instanceof InvalidInput ? Object.entries(error.fields) : [];
  const reason = error instanceof NotAllowedNow ? error.reason : `errors.api-${status}`;
  sendProblem(res, status, reason, {
    ...(fields.length && {
      errors: Object.fromEntries(fields.map(([field, message]) => [field, say(res, message)])),
    }),
    ...(status === 500 && { requestId: (res.req as { id?: unknown }).id }),
  });
}
