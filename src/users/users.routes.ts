import { Router } from 'express';
import type { Services } from '../services.js';
import { signInRoutes } from './sign-in.routes.js';

export function usersRoutes(services: Services): Router {
  return Router().use(signInRoutes(services));
}
