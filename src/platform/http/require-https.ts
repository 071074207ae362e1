import type { RequestHandler } from 'express';
import { renderPage } from './pages.js';
import { isForApi, sendProblem } from './problem.js';

/**
 * Where people reach the portal by https, nobody can sign in over http: the browser does not send the cookies back. Says
 * so on the page, with what to set, instead of refusing each form; to programs in JSON.
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
