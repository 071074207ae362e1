import { Router } from 'express';
import type { Services } from '../services.js';
import { compareGuidelinesRoutes } from './compare-guidelines.routes.js';
import { readGuidelineRoutes } from './read-guideline.routes.js';
import { writeGuidelineRoutes } from './write-guideline.routes.js';

export function guidelinesRoutes(services: Services): Router {
  return Router()
    .use(readGuidelineRoutes(services))
    .use(compareGuidelinesRoutes())
    .use(writeGuidelineRoutes(services));
}
