import { Router, type Request, type RequestHandler } from 'express';
import { outside } from '../platform/guard.js';
import { renderPage } from '../platform/pages.js';
import type { Sessions } from '../platform/session.js';
import type { Services } from '../services.js';
import type { Visit } from './describe-visit.js';
import { followLink } from './follow-link.js';

/** The redirect. Mounted before the session: it sets no cookie, and asks for none but to know an advocate's own click. */
export function trackingRoutes(services: Services, sessions: Sessions): Router {
  const router = Router();

  const visitOf = async (req: Request): Promise<Visit> => ({
    method: req.method,
    ip: req.ip ?? '',
    headers: req.headers,
    personId: await sessions.peekUserId(req),
  });

  // HEAD comes here too: express answers it as GET, without the body.
  router.get('/l/:slug', outside, neverKept, async (req, res) => {
    const { slug } = req.params as { slug: string };
    const destination = await followLink(services, { slug, visit: () => visitOf(req) });
    if (destination.is !== 'open') {
      const text = `tracking.${destination.is}-text`;
      res.status(destination.is === 'unknown' ? 404 : 410);
      renderPage(res, 'tracking/link-leads-nowhere', `tracking.${destination.is}-title`, {
        layout: 'plain',
        text,
      });
      return;
    }
    res.set('Referrer-Policy', 'no-referrer-when-downgrade');
    // Not res.redirect: it would spell the target anew.
    res.status(302).set('Location', destination.location).end();
  });

  router.all('/l/:slug', outside, (_req, res) => {
    res.set('Allow', 'GET, HEAD').sendStatus(405);
  });

  return router;
}

const neverKept: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
  next();
};
