import type { ErrorRequestHandler, RequestHandler } from 'express';
import { Busy, Forbidden, InvalidInput, NotAllowedNow, NotFound } from './errors.js';
import { renderPage, say } from './pages.js';

/** The answer to an address that no route has. */
export const notFound: RequestHandler = () => {
  throw new NotFound();
};

function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof Forbidden) return 403;
  if (error instanceof NotAllowedNow) return 409;
  if (error instanceof InvalidInput) return 422;
  if (error instanceof Busy) return 503;
  // What body-parser and express refuse carries a status of its own.
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 500;
  return status === 404 ? 404 : 400;
}

/** The one place where an error becomes a page: what happened and what to do, never a detail of ours. */
export const handleError: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  // The request's own log line carries the error.
  if (status === 500) res.err = error as Error;
  const reason = error instanceof NotAllowedNow ? say(res, error.reason) : '';
  if (error instanceof Busy) res.set('Retry-After', String(error.retryAfter));
  res.status(status);
  renderPage(res, 'errors/error', `errors.${status}.title`, {
    layout: req.user ? 'main' : 'plain',
    text: reason || say(res, `errors.${status}.text`),
    requestId: status === 500 ? req.id : '',
  });
};
