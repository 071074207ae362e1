import { Router } from 'express';
import { may } from '../people/index.js';
import { dayText } from '../platform/text/formats.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { fewestContributors } from '../published-results/index.js';
import type { Services } from '../services.js';
import { findingRules, mostFindings, quietDays, silentDays } from './findings.js';
import { overviewView } from './overview.view.js';
import { queryIn } from './query-in.js';
import { readOverview } from './read-overview.js';

/** `/reports`: the overview of a sponsor; `/reports/print`: the same on paper; `/reports/rules`: how findings are made. */
export function overviewRoutes(services: Services): Router {
  const router = Router();

  router.get('/reports', may('read-reports'), async (req, res) => {
    const query = queryIn(req);
    // Results with their filters in the address were here before.
    if (query.length > 1) return res.redirect(301, `/reports/results${query}`);
    renderPage(
      res,
      'reports/overview',
      'reports.title',
      overviewView(res, await readOverview(services), 'screen'),
    );
  });

  router.get('/reports/print', may('read-reports'), async (_req, res) => {
    const overview = await readOverview(services);
    renderPage(res, 'reports/print', 'reports.print', {
      layout: 'print',
      ...overviewView(res, overview, 'paper'),
      day: dayText(localeIn(res), overview.today),
      how: say(res, 'reports.print-how-text', { fewest: fewestContributors }),
    });
  });

  router.get('/reports/rules', may('read-reports'), (_req, res) =>
    renderPage(res, 'reports/rules', 'reports.rules', {
      most: mostFindings,
      rules: findingRules.map((rule) => ({
        name: say(res, `reports.rule-${rule}`),
        when: say(res, `reports.rule-${rule}-when`, { days: quietDays, silent: silentDays }),
      })),
    }),
  );

  return router;
}
