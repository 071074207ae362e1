import { Router } from 'express';
import { findPictures } from '../files/index.js';
import { sumOfCounts } from '../platform/data/sums.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { listText } from '../platform/text/formats.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { getOwnRegularity } from '../participation/index.js';
import { listOwnThanks } from '../recognition/index.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { getResults, getSharedPosts, getTotal } from './get-results.js';
import { bestView, conversionWords, regularityView, resultRows, weekBars } from './results.view.js';

/** So many shares are shown below the results; all of them have a page of their own. */
const newest = 5;
const pageSize = 20;

export function resultsRoutes(services: Services): Router {
  const router = Router();

  router.get('/me', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const [results, { shares, total }, regularity, got] = await Promise.all([
      getResults(services, person),
      getSharedPosts({ advocateId: person.id, page: 1, size: newest }),
      getOwnRegularity(services, { actor: person }),
      listOwnThanks({ actor: person, way: 'got', page: 1, size: 1 }),
    ]);
    const { weeks, best, firsts } = results;
    const [before, week] = weeks.slice(-2) as [(typeof weeks)[0], (typeof weeks)[0]];
    const pictures = await findPictures([...shares, ...(best ? [best] : [])]);
    const locale = localeIn(res);
    const kinds = conversionWords({ conversions: results.conversions, unverified: 0 });
    const news = week.visitors
      ? kinds.length
        ? 'feed.news-conversions'
        : 'feed.news-visitors'
      : 'feed.news-none';
    renderPage(res, 'feed/results', 'feed.results', {
      news: say(res, news, {
        count: week.visitors,
        conversions: listText(
          locale,
          kinds.map(({ word, count }) => say(res, word, { count })),
        ),
      }),
      week,
      before,
      weeks,
      best: best && bestView(best, pictures, locale),
      firsts: firsts.map(({ kind, day }) => ({ word: `feed.first-${kind}`, day })),
      regularity: regularity && regularityView(regularity),
      thanks: got.thanks[0] && {
        ...got.thanks[0],
        from: got.thanks[0].from ?? say(res, 'recognition.former-colleague'),
      },
      drawings: weekBars(weeks, locale),
      hasVisitors: weeks.some(({ visitors }) => visitors > 0),
      excluded: results.excluded,
      shares: resultRows(shares, pictures, locale),
      total,
    });
  });

  router.get('/me/shares', may('share-posts'), async (req, res) => {
    const person = req.user!;
    const page = pageField.parse(req.query.page);
    const [outcome, { shares, total, ...place }] = await Promise.all([
      getTotal(person.id),
      getSharedPosts({ advocateId: person.id, page, size: pageSize }),
    ]);
    renderPage(res, 'feed/shares', 'feed.my-shares', {
      figures: { ...outcome, conversions: sumOfCounts(outcome.conversions) },
      kinds: conversionWords(outcome).map(({ word, count }) => say(res, word, { count })),
      shares: resultRows(shares, await findPictures(shares), localeIn(res)),
      total,
      asOf: services.clock.now(),
      pagination: pageLinks('/me/shares', {}, place),
    });
  });

  return router;
}
