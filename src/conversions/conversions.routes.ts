import { Router } from 'express';
import type { Services } from '../services.js';
import { apiRoutes } from './api.routes.js';
import { importRoutes } from './import/import.routes.js';
import { listRoutes } from './list.routes.js';
import { settingsRoutes } from './settings.routes.js';
import { siteRoutes } from './site.routes.js';
import { voidRoutes } from './void.routes.js';

/** The routes before the session: requests from sites and servers. */
export function conversionsOutsideRoutes(services: Services): Router {
  return Router().use(siteRoutes(services)).use(apiRoutes(services));
}

export function conversionsRoutes(services: Services): Router {
  return Router()
    .use(listRoutes(services))
    .use(voidRoutes(services))
    .use(settingsRoutes(services))
    .use(importRoutes(services));
}
