import { Router, type RequestHandler } from 'express';
import { outside } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import type { Redirect } from './redirect.js';

/** What a link answers that does not lead on. Those that do are answered by `redirect` before they come here. */
export function redirectRoutes(redirect: Redirect): Router {
  const router = Router();

  // HEAD comes here too: express answers it as GET, without the body.
  router.get('/l/:slug', outside, headersOfLink, async (req, res) => {
    const { slug } = req.params as { slug: string };
    const found = await redirect.explain(slug);
    // It was made or switched on in this moment, or its address is spelled as the redirect does not expect it.
    if (!found) return redirect.handle(req, res, () => res.sendStatus(503), slug);
    const { end, target } = found;
    res.status(status[end]);
    renderPage(res, 'redirect/link-leads-nowhere', `redirect.${end}-title`, {
      layout: 'plain',
      text: `redirect.${end}-text`,
      // What is only out of date can still be read; what was withdrawn cannot.
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
  // What the target learns of where a visitor comes from is for the page they come from to say.
  res.removeHeader('Referrer-Policy');
  next();
};
