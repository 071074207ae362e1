import { Router, type Response } from 'express';
import { getOrganization } from '../organization/index.js';
import { may } from '../people/index.js';
import { NotFound } from '../platform/errors.js';
import { renderPage, say } from '../platform/http/pages.js';
import { sendCsv, sendExcel } from '../platform/http/send-data.js';
import { fewestContributors } from '../published-results/index.js';
import type { Services } from '../services.js';
import { baselineData } from './baseline-data.js';
import { baselineView } from './baseline.view.js';
import { getAmplification } from './get-amplification.js';
import { getBaseline } from './get-baseline.js';
import { getCongruency } from './get-congruency.js';

/** `/reports/baseline`. */
export function participationRoutes(services: Services): Router {
  const router = Router();

  async function ask() {
    const { timeZone: zone, visibility } = (await getOrganization())!;
    const asked = { zone, fewest: visibility === 'individual' ? 0 : fewestContributors };
    const [baseline, amplification, congruency] = await Promise.all([
      getBaseline(asked),
      getAmplification(asked),
      getCongruency(services, asked),
    ]);
    return { zone, visibility, reports: { baseline, amplification, congruency } };
  }

  router.get('/reports/baseline', may('read-reports'), async (_req, res) => {
    const { reports, ...organization } = await ask();
    const view = await baselineView(res, reports, organization, services.clock.now());
    renderPage(res, 'participation/baseline', 'participation.title', view);
  });

  const tablesFor = async (res: Response) => {
    const { reports, visibility } = await ask();
    return baselineData(reports, visibility, (key) => say(res, key));
  };

  router.get('/reports/baseline.xlsx', may('read-reports'), async (_req, res) => {
    await sendExcel(res, 'baseline', await tablesFor(res), [
      [say(res, 'participation.title'), say(res, 'participation.data-empty', { fewest: fewestContributors })],
    ]);
  });

  router.get('/reports/baseline/:table.csv', may('read-reports'), async (req, res) => {
    const table = (await tablesFor(res)).find(({ name }) => name === req.params.table);
    if (!table) throw new NotFound();
    sendCsv(res, `baseline-${table.name}`, table);
  });

  return router;
}
