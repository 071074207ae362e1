import { Router } from 'express';
import type { Services } from '../services.js';

export function contentRoutes(_services: Services): Router {
  return Router();
}
