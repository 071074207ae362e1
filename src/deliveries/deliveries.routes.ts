import { Router, type Response } from 'express';
import { z } from 'zod';
import { may } from '../people/index.js';
import { readId } from '../platform/data/object-id.js';
import { NotAllowedNow } from '../platform/errors.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { parseInput } from '../platform/http/forms.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import type { DeliveryKind } from './delivery-kind.js';
import { deliveriesPage } from './deliveries.view.js';
import { asViews, deliveryFilters, listDeliveries, type DeliveryFilter } from './list-deliveries.js';
import { getUndecided, sendAgain } from './send-again.js';

const filters = Object.keys(deliveryFilters) as [DeliveryFilter, ...DeliveryFilter[]];
const query = z.object({ show: z.enum(filters).catch('undecided'), page: pageField });

/** `/admin/deliveries`: what could not be sent, what waits, and the decision to send something again. */
export function deliveriesRoutes(services: Services, kinds: readonly DeliveryKind[]): Router {
  const router = Router();

  router.get('/admin/deliveries', may('manage-deliveries'), async (req, res) => {
    const { show, page } = parseInput(query, req.query);
    const list = await listDeliveries(services, kinds, { show, page });
    renderPage(res, 'deliveries/deliveries', 'deliveries.title', {
      ...deliveriesPage(res, list, show),
      pagination: pageLinks('/admin/deliveries', { show }, list),
    });
  });

  router.get('/admin/deliveries/:id/again', may('manage-deliveries'), async (req, res) => {
    const id = readId(req.params.id);
    const { delivery } = await getUndecided(services, kinds, { actor: req.user!, id });
    const [view] = await asViews(services, kinds, [delivery]);
    const kind = say(res, view!.label);
    renderConfirmPage(res, {
      title: 'deliveries.again-question',
      subject: view!.recipient
        ? say(res, { key: 'deliveries.again-subject', values: { kind, recipient: view!.recipient.name } })
        : kind,
      what: `deliveries.again-${delivery.state}`,
      button: 'deliveries.again',
      action: `/admin/deliveries/${id}/again`,
      back: '/admin/deliveries',
    });
  });

  router.post('/admin/deliveries/:id/again', may('manage-deliveries'), async (req, res: Response) => {
    try {
      await sendAgain(services, kinds, { actor: req.user!, id: readId(req.params.id) });
      addFlash(req, 'success', 'deliveries.again-done');
    } catch (error) {
      // Sent twice, or somebody else was first.
      if (!(error instanceof NotAllowedNow)) throw error;
      addFlash(req, 'info', error.reason);
    }
    res.redirect(303, '/admin/deliveries');
  });

  return router;
}
