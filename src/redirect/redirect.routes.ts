import { Router, type RequestHandler } from 'express';
import { outside } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import type { Redirect } from './redirect.js';

/** Answers for links that do not redirect. `redirect` answers the others before they come here. */
export function redirectRoutes(redirect: Redirect): Router {
  const router = Router();

  // Also answers HEAD, which express treats as GET without a body.
  router.get('/l/:slug', outside, headersOfLink, async (req, res) => {
    const { slug } = req.params as { slug: string };
    const found = await redirect.explain(slug, redirect.services.clientNetwork(req));
    // The link was not in memory, was just created or switched on, or its address is written in a way that the redirect does not
    // recognise.
    if (!found) return redirect.handle(req, res, () => res.sendStatus(503), slug);
    const { end, target } = found;
    res.status(status[end]);
    renderPage(res, 'redirect/link-leads-nowhere', `redirect.${end}-title`, {
      layout: 'plain',
      text: `redirect.${end}-text`,
      // The target of an expired link can still be opened; that of a withdrawn one can't.
      onward: end === 'expired' && target ? { target, host: new URL(target).hostname } : null,
    });
  });

  router.all('/l/:slug', outside, (_req, res) => {
    res.set('Allow', 'GET, HEAD').sendStatus(405);
  });

  return router;
}

const status = { unknown: 404, withdrawn: 410, expired: 410, unavailable: 503 };

const headersOfLink: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
  // The page that the visitor comes from decides how much of its address the target learns.
  res.removeHeader('Referrer-Policy');
  next();
};
