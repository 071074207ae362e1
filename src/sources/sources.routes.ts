import { Router } from 'express';
import type { Services } from '../services.js';
import { feedsRoutes } from './feeds.routes.js';
import { inboxRoutes } from './inbox.routes.js';

export function sourcesRoutes(services: Services): Router {
  return Router().use(feedsRoutes(services)).use(inboxRoutes(services));
}
