import { Router } from 'express';
import { z } from 'zod';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { conversionFilters, listConversions } from './conversion-list.js';
import { may } from '../people/index.js';
import { conversionRows } from './conversions.view.js';
import { recentRefusals } from './refusal.model.js';

const shown = z.object({
  show: z.enum(conversionFilters).optional().catch(undefined),
  page: pageField,
});

/** `/admin/conversions`: the reported conversions, latest first. */
export function listRoutes(services: Services): Router {
  const router = Router();

  router.get('/admin/conversions', may('manage-conversions'), async (req, res) => {
    const { show, page: wanted } = shown.parse(req.query);
    const [{ items, total, isMore, ...place }, refusals] = await Promise.all([
      listConversions({ page: wanted, show }),
      recentRefusals(services),
    ]);
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
      isMore,
      pagination: pageLinks('/admin/conversions', show ? { show } : {}, place),
    });
  });

  return router;
}
