import { Router } from 'express';
import { z } from 'zod';
import { findPosts } from '../content/index.js';
import { renderPage, say } from '../platform/pages.js';
import type { Services } from '../services.js';
import { listConversions } from '../tracking/index.js';
import { may } from '../users/index.js';
import { conversionRow } from './conversions.view.js';
import { recentRefusals } from './count-refusals.js';

const shown = z.object({
  show: z.literal('unattributed').optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** `/admin/conversions`: what was told, the latest first. */
export function listRoutes(services: Services): Router {
  const router = Router();

  router.get('/admin/conversions', may('manage-conversions'), async (req, res) => {
    const { show, page: wanted } = shown.parse(req.query);
    const [{ items, total, page, pages }, refusals] = await Promise.all([
      listConversions({ page: wanted, unattributed: show === 'unattributed' }),
      recentRefusals(services),
    ]);
    const posts = await findPosts(items.flatMap(({ cause }) => cause?.postId ?? []));
    const { lang } = res.locals as { lang: string };
    const words = { posts, lang, say: (message: Parameters<typeof say>[1]) => say(res, message) };
    const pathOf = (to: number) =>
      `/admin/conversions?${new URLSearchParams({ ...(show && { show }), page: String(to) }).toString()}`;
    renderPage(res, 'conversions/conversions', 'conversions.title', {
      conversions: items.map((item) => conversionRow(item, words)),
      refusals: refusals.map(({ via, problem, times }) => ({
        via: say(res, `conversions.via-${via}`),
        problem: say(res, problem),
        times,
      })),
      unattributed: show === 'unattributed',
      total,
      pagination: {
        page,
        pages,
        previous: page > 1 ? pathOf(page - 1) : '',
        next: page < pages ? pathOf(page + 1) : '',
      },
    });
  });

  return router;
}
