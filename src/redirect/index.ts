// GET /l/:slug: redirects a visitor, using a cache of links, and writes the visit to the journal. A separate host
// (LINK_URL) answers links and nothing else of the portal.
export { startDraining } from './start-draining.js';
export { isLinkHost, linkDomainRoutes } from './link-domain.routes.js';
export { Redirect } from './redirect.js';
export { redirectRoutes } from './redirect.routes.js';
