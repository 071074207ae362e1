import { Router } from 'express';
import { getOrganization } from '../organization/index.js';
import { may } from '../people/index.js';
import { renderPage } from '../platform/http/pages.js';
import { fewestContributors } from '../published-results/index.js';
import type { Services } from '../services.js';
import { baselineView } from './baseline.view.js';
import { getAmplification } from './get-amplification.js';
import { getBaseline } from './get-baseline.js';
import { getCongruency } from './get-congruency.js';

/** `/reports/baseline`. */
export function participationRoutes(services: Services): Router {
  const router = Router();

  router.get('/reports/baseline', may('read-reports'), async (_req, res) => {
    const { timeZone: zone, visibility } = (await getOrganization())!;
    const asked = { zone, fewest: visibility === 'individual' ? 0 : fewestContributors };
    const [baseline, amplification, congruency] = await Promise.all([
      getBaseline(asked),
      getAmplification(asked),
      getCongruency(services, asked),
    ]);
    const view = await baselineView(
      res,
      { baseline, amplification, congruency },
      { zone, visibility },
      services.clock.now(),
    );
    renderPage(res, 'participation/baseline', 'participation.title', view);
  });

  return router;
}
