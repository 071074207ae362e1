import { Router, type Request, type RequestHandler } from 'express';
import { NotFound } from '../platform/errors.js';
import { outside } from '../platform/guard.js';
import { renderPage } from '../platform/pages.js';
import type { Services } from '../services.js';

/** Whether a request came to the host that is for tracked links alone. */
export function isLinkHost({ env }: Services): (req: Pick<Request, 'hostname'>) => boolean {
  const host = env.LINK_URL && new URL(env.LINK_URL).hostname;
  return ({ hostname }) => !!host && hostname?.replace(/\.$/, '').toLowerCase() === host;
}

/** What that host answers beside tracked links: a page that says what they are, and nothing of the portal. */
export function linkDomainRoutes(services: Services): Router {
  const router = Router();
  const here = isLinkHost(services);
  const onlyHere: RequestHandler = (req, _res, next) => next(here(req) ? undefined : 'router');

  router.use(onlyHere);
  router.get('/', outside, (_req, res) =>
    renderPage(res, 'tracking/link-domain', 'tracking.link-domain-title', { layout: 'plain' }),
  );
  router.use(() => {
    throw new NotFound();
  });

  return router;
}
