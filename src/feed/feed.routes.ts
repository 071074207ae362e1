import { Router } from 'express';
import { z } from 'zod';
import { collectiveGoals } from '../goals/index.js';
import { acknowledgementState } from '../guidelines/index.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import { findPictures } from '../files/index.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { idField } from '../platform/data/object-id.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import type { OfferedPost } from '../posts/index.js';
import { lastNetwork } from '../sharing/index.js';
import { cardOf, guidelineCard, pickNetwork, sharedRows, topicChips, weekLine } from './feed.view.js';
import { getFeed } from './get-feed.js';
import { getOutcome } from './get-results.js';
import { resultsRoutes } from './results.routes.js';
import { followTopicsRoutes } from './follow-topics.routes.js';

/** How many posts stand with a collective goal. */
const mostOfGoal = 2;

const asked = z.object({
  topic: idField().nullable().catch(null),
  page: pageField,
});

export function feedRoutes(services: Services): Router {
  const router = Router();

  router.get('/feed', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const { topic, page } = asked.parse(req.query);
    const [feed, guideline, week, last, together] = await Promise.all([
      getFeed(services, { person, topicId: topic, page }),
      acknowledgementState(person.id),
      getOutcome(services, { person, days: 7 }),
      lastNetwork(person.id),
      collectiveGoals(services, res, person),
    ]);
    const now = services.clock.now();
    const pictures = await findPictures([...(feed.pick ? [feed.pick] : []), ...feed.posts]);
    const locale = localeIn(res);
    const cardFor = (post: OfferedPost) => cardOf(post, { ...person, locale }, { now, pictures });
    renderPage(res, 'feed/feed', 'feed.title', {
      guideline: guidelineCard(guideline),
      week: weekLine(week, { hasShared: last !== null, hasPosts: feed.empty !== 'no-posts' }),
      together: together.map((goal) => ({
        ...goal,
        posts: (feed.byGoal.get(goal.id) ?? [])
          .slice(0, mostOfGoal)
          .map(({ id, title, language }) => ({ id, title, language })),
      })),
      pick: feed.pick && { ...cardFor(feed.pick), network: pickNetwork(last, locale) },
      cards: feed.posts.map(cardFor),
      more: feed.more,
      isNewestOnly: feed.isNewestOnly,
      shared: sharedRows(feed.shared, locale),
      sharedVisitors: feed.shared.reduce((sum, { visitors }) => sum + visitors, 0),
      empty: feed.empty,
      topics: topicChips(feed.topics, topic),
      allTopics: topic === null,
      pagination: pageLinks('/feed', topic ? { topic } : {}, feed),
    });
  });

  return router.use(resultsRoutes(services)).use(followTopicsRoutes(services));
}
