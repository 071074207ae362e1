import compression from 'compression';
import express, { type RequestHandler } from 'express';
import { securityHeaders } from './platform/http/security-headers.js';
import { inProject } from './platform/project-folder.js';
import { isLinkHost } from './redirect/index.js';
import type { Services } from './services.js';

/** Security headers, different for the portal and for the link domain. */
export function headersByHost(services: Services): RequestHandler {
  const { PUBLIC_URL, LINK_URL } = services.env;
  const [portal, links] = [securityHeaders(PUBLIC_URL), securityHeaders(LINK_URL ?? PUBLIC_URL)];
  const forLinks = isLinkHost(services);
  return (req, res, next) => (forLinks(req) ? links : portal)(req, res, next);
}

/** The files of `public`; on the link domain only the files that its pages need, and no script. */
export function publicFiles(services: Services): RequestHandler {
  const files = express.static(inProject('public'), {
    redirect: false,
    maxAge: services.env.NODE_ENV === 'development' ? 0 : '1h',
    setHeaders: (res, file) => {
      // Mails show it, in pages of mail providers and in the sandbox of the outbox.
      if (file.endsWith('/images/mark.png')) res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    },
  });
  // Pages are never compressed: they hold form tokens, which the length of a compressed page can give away (BREACH).
  const compress = compression();
  const forLinks = isLinkHost(services);
  const ofLinks = /^\/((css|fonts|images)\/[\w.-]+|robots\.txt)$/;
  return (req, res, next) => {
    if (forLinks(req) && !ofLinks.test(req.path)) next();
    else if (/^\/(css|js|images)\//.test(req.path)) compress(req, res, () => void files(req, res, next));
    else void files(req, res, next);
  };
}

/** Leaves the router that it begins on the host for links, where nothing of it is answered. */
export function unlessLinkHost(services: Services): RequestHandler {
  const forLinks = isLinkHost(services);
  return (req, _res, next) => (forLinks(req) ? next('router') : next());
}
