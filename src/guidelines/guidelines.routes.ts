import { Router } from 'express';
import type { Services } from '../services.js';
import { readGuidelineRoutes } from './read-guideline.routes.js';
import { writeGuidelineRoutes } from './write-guideline.routes.js';

export function guidelinesRoutes(services: Services): Router {
  return Router().use(readGuidelineRoutes(services)).use(writeGuidelineRoutes(services));
}
