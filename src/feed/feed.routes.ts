import { Router } from 'express';
import { z } from 'zod';
import { findPictures } from '../files/index.js';
import { hasAcknowledged } from '../guidelines/index.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { idField } from '../platform/data/object-id.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { cardsOf, topicChips } from './feed.view.js';
import { getFeed } from './get-feed.js';
import { getOutcome } from './get-results.js';
import { resultsRoutes } from './results.routes.js';
import { sumOfCounts } from '../platform/data/sums.js';
import { followTopicsRoutes } from './follow-topics.routes.js';

const asked = z.object({
  topic: idField().nullable().catch(null),
  page: pageField,
});

export function feedRoutes(services: Services): Router {
  const router = Router();

  router.get('/feed', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const { topic, page } = asked.parse(req.query);
    const [feed, acknowledged, week] = await Promise.all([
      getFeed(services, { person, topicId: topic, page }),
      hasAcknowledged(person.id),
      getOutcome(services, { person, days: 7 }),
    ]);
    const pictures = await findPictures(feed.posts);
    renderPage(res, 'feed/feed', 'feed.title', {
      acknowledged,
      cards: cardsOf(feed.posts, person, { now: services.clock.now(), pictures }),
      unshared: feed.unshared,
      empty: feed.empty,
      topics: topicChips(feed.topics, topic),
      allTopics: topic === null,
      week: { ...week, conversions: sumOfCounts(week.conversions) },
      pagination: pageLinks('/feed', topic ? { topic } : {}, feed),
    });
  });

  return router.use(resultsRoutes(services)).use(followTopicsRoutes(services));
}
