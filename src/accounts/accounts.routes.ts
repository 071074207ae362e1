import { Router } from 'express';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { accountRoutes } from './account.routes.js';
import { peopleRoutes } from './people.routes.js';
import { may } from '../people/index.js';
import { personRoutes } from './person.routes.js';
import { teamsRoutes } from './teams.routes.js';

/** The account page, and the pages where admins manage people and teams. */
export function accountsRoutes(services: Services): Router {
  const router = Router();
  router.get('/admin', may('manage-people'), (_req, res) =>
    renderPage(res, 'accounts/admin', 'accounts.admin'),
  );
  return router.use(
    accountRoutes(services),
    peopleRoutes(services),
    personRoutes(services),
    teamsRoutes(services),
  );
}
