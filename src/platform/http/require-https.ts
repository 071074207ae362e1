import type { RequestHandler } from 'express';
import { renderPage } from './pages.js';
import { isForApi, sendProblem } from './problem.js';

/**
 * If PUBLIC_URL is https, nobody can sign in over http, because browsers do not send the cookies back. This shows
 * a page that says what to set, instead of refusing each form; programs get it as JSON.
 */
export function requireHttps(publicUrl: string): RequestHandler {
  return (req, res, next) => {
    if (req.secure || !publicUrl.startsWith('https:')) return next();
    if (isForApi(req))
      return sendProblem(res, 400, { key: 'errors.not-secure.api', values: { address: publicUrl } });
    res.status(400);
    renderPage(res, 'errors/not-secure', 'errors.not-secure.title', { layout: 'plain', address: publicUrl });
  };
}
