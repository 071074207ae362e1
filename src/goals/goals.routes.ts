import { Router } from 'express';
import type { Services } from '../services.js';
import { funnelRoutes } from './funnel.routes.js';
import { goalRoutes } from './goal.routes.js';
import { historyRoutes } from './history.routes.js';
import { mapRoutes } from './map.routes.js';
import { stepPagesRoutes } from './step-pages.routes.js';

export const goalsRoutes = (services: Services): Router =>
  Router()
    .use(funnelRoutes(services))
    .use(goalRoutes(services))
    .use(mapRoutes(services))
    .use(historyRoutes())
    .use(stepPagesRoutes(services));
