import { Router } from 'express';
import { sumOfCounts } from '../platform/data/sums.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { getOutcome, getSharedPosts } from './get-results.js';
import { conversionWords, resultRows } from './results.view.js';
import { enumerationText } from '../platform/text/formats.js';

export function resultsRoutes(services: Services): Router {
  const router = Router();

  router.get('/me', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const asked = pageField.parse(req.query.page);
    const [outcome, { shares, ...place }] = await Promise.all([
      getOutcome(services, { person, days: 12 * 7 }),
      getSharedPosts(services, { advocateId: person.id, page: asked }),
    ]);
    renderPage(res, 'feed/results', 'feed.results', {
      figures: { ...outcome, conversions: sumOfCounts(outcome.conversions) },
      kinds: enumerationText(
        localeIn(res),
        conversionWords(outcome).map(({ word, count }) => say(res, word, { count })),
      ),
      shares: resultRows(shares, localeIn(res)),
      asOf: services.clock.now(),
      pagination: pageLinks('/me', {}, place),
    });
  });

  return router;
}
