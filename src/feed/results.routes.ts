import { Router } from 'express';
import { z } from 'zod';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { pageLinks } from './feed.view.js';
import { getOutcome, getSharedPosts } from './get-results.js';
import { conversionWords, resultRows, totalOf } from './results.view.js';

export function resultsRoutes(services: Services): Router {
  const router = Router();

  router.get('/me', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const asked = z.coerce.number().int().min(1).catch(1).parse(req.query.page);
    const [outcome, { shares, page, pages }] = await Promise.all([
      getOutcome(services, { person, days: 12 * 7 }),
      getSharedPosts(services, { advocateId: person.id, page: asked }),
    ]);
    renderPage(res, 'feed/results', 'feed.results', {
      figures: { ...outcome, conversions: totalOf(outcome.conversions) },
      kinds: conversionWords(outcome)
        .map(({ word, count }) => say(res, word, { count }))
        .join(', '),
      shares: resultRows(shares),
      asOf: services.clock.now(),
      pagination: pageLinks('/me', {}, page, pages),
    });
  });

  return router;
}
