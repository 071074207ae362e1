import { Router } from 'express';
import { renderPage } from '../platform/pages.js';
import type { Services } from '../services.js';
import { accountRoutes } from './account.routes.js';
import { passwordLinkRoutes } from './password-link.routes.js';
import { peopleRoutes } from './people.routes.js';
import { confirmPasswordRoutes } from './confirm-password.routes.js';
import { may } from './permissions.js';
import { personRoutes } from './person.routes.js';
import { setUpRoutes } from './set-up.routes.js';
import { signInRoutes } from './sign-in.routes.js';
import { teamsRoutes } from './teams.routes.js';

export function usersRoutes(services: Services): Router {
  const router = Router();
  router.use(
    signInRoutes(services),
    setUpRoutes(services),
    passwordLinkRoutes(services),
    accountRoutes(services),
    confirmPasswordRoutes(services),
  );
  router.get('/admin', may('manage-people'), (_req, res) =>
    // With a relay, mail is nowhere to be read here.
    renderPage(res, 'users/admin', 'users.admin', { hasOutbox: !services.env.SMTP_URL }),
  );
  return router.use(peopleRoutes(services), personRoutes(services), teamsRoutes(services));
}
