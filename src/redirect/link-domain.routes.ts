import type { IncomingMessage } from 'node:http';
import { Router, type RequestHandler } from 'express';
import { createHostNames } from '../platform/http/client-network.js';
import { NotFound } from '../platform/errors.js';
import { outside } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';

/**
 * Whether a request came to the link domain, by its Host header or by any name that a trusted proxy passes on. An
 * additional name that the visitor made up gives no access to the portal there.
 */
export function isLinkHost({ env }: Services): (req: IncomingMessage) => boolean {
  const host = env.LINK_URL && new URL(env.LINK_URL).hostname;
  if (!host) return () => false;
  const namesOf = createHostNames(env.TRUST_PROXY);
  return (req) => namesOf(req).includes(host);
}

/** What the link domain answers besides tracked links: a page that explains them, and nothing of the portal. */
export function linkDomainRoutes(services: Services): Router {
  const router = Router();
  const here = isLinkHost(services);
  const onlyHere: RequestHandler = (req, _res, next) => next(here(req) ? undefined : 'router');

  router.use(onlyHere);
  router.get('/', outside, (_req, res) =>
    renderPage(res, 'redirect/link-domain', 'redirect.link-domain-title', { layout: 'plain' }),
  );
  router.use(() => {
    throw new NotFound();
  });

  return router;
}
