import { Router } from 'express';
import type { Services } from '../services.js';
import { accountRoutes } from './account.routes.js';
import { locationsRoutes } from './locations.routes.js';
import { peopleListRoutes } from './list/list.routes.js';
import { peopleRoutes } from './people.routes.js';
import { personRoutes } from './person.routes.js';
import { wavesRoutes } from './waves.routes.js';
import { teamsRoutes } from './teams.routes.js';

/** The account page, and the pages where admins manage people and teams. */
export function accountsRoutes(services: Services): Router {
  return Router().use(
    accountRoutes(services),
    peopleRoutes(services),
    wavesRoutes(services),
    peopleListRoutes(services),
    personRoutes(services),
    teamsRoutes(services),
    locationsRoutes(services),
  );
}
