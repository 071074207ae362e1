import { Router } from 'express';
import type { Services } from '../services.js';

export function sharingRoutes(_services: Services): Router {
  return Router();
}
