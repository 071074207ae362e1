import { Router } from 'express';
import { z } from 'zod';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { conversionFilters, listConversions } from './conversion-list.js';
import { may } from '../people/index.js';
import { conversionRows } from './conversions.view.js';
import { recentRefusals } from './count-refusals.js';

const shown = z.object({
  show: z.enum(conversionFilters).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});

/** `/admin/conversions`: what was reported, the latest first. */
export function listRoutes(services: Services): Router {
  const router = Router();

  router.get('/admin/conversions', may('manage-conversions'), async (req, res) => {
    const { show, page: wanted } = shown.parse(req.query);
    const [{ items, total, page, pages }, refusals] = await Promise.all([
      listConversions({ page: wanted, show }),
      recentRefusals(services),
    ]);
    const pathOf = (to: number) =>
      `/admin/conversions?${new URLSearchParams({ ...(show && { show }), page: String(to) }).toString()}`;
    renderPage(res, 'conversions/conversions', 'conversions.title', {
      conversions: await conversionRows(res, items),
      refusals: refusals.map(({ via, problem, times }) => ({
        via: say(res, `conversions.via-${via}`),
        problem: say(res, problem),
        times,
      })),
      tabs: [undefined, ...conversionFilters].map((filter) => ({
        label: say(res, `conversions.filter-${filter ?? 'all'}`),
        href: filter ? `/admin/conversions?show=${filter}` : '/admin/conversions',
        current: filter === show,
      })),
      show: show ?? '',
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
