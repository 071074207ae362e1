import { Router } from 'express';
import type { Services } from '../services.js';
import { confirmPasswordRoutes } from './confirm-password.routes.js';
import { passwordLinkRoutes } from './password-link.routes.js';
import { sessionRoutes } from './session.routes.js';
import { setUpRoutes } from './set-up.routes.js';

/** Signing in and out, setting up, and all pages about passwords. */
export const signInRoutes = (services: Services): Router =>
  Router().use(
    sessionRoutes(services),
    setUpRoutes(services),
    passwordLinkRoutes(services),
    confirmPasswordRoutes(services),
  );
