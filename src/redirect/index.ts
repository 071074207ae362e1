// GET /l/:slug: sends a visitor on from a cache of links and writes the visit to the journal.
// A host of its own (LINK_URL) answers links and nothing else of the portal.
export { startDraining } from './start-draining.js';
export { isLinkHost, linkDomainRoutes } from './link-domain.routes.js';
export { Redirect } from './redirect.js';
export { redirectRoutes } from './redirect.routes.js';
