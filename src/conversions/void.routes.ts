import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { conversionWays } from './conversion.model.js';
import { listVoidable, type ListedConversion } from './conversion-list.js';
import { voidConversions, type ConversionSelection } from './void-conversions.js';
import { may } from '../people/index.js';
import { conversionRows } from './conversions.view.js';

const page = '/admin/conversions/void';

const id = idField();
const unset = z.literal('').transform(() => undefined);

/** Which conversions to void, in the address and in the form. */
const selection = z.object({
  id: unset.or(id).optional(),
  clickId: unset.or(id).optional(),
  day: unset.or(z.iso.date()).optional(),
  via: unset.or(z.enum(conversionWays)).optional(),
});

const confirmed = selection.extend({
  reportedUntil: z.iso.datetime(),
  reason: z
    .string('conversions.void-reason-missing')
    .trim()
    .min(1, 'conversions.void-reason-missing')
    .max(300, 'conversions.void-reason-long'),
});

/** `/admin/conversions/void`: shows which conversions and how many, then voids them with a reason. */
export function voidRoutes(services: Services): Router {
  const router = Router();
  const mayManage = may('manage-conversions');

  async function show(res: Response, chosen: ConversionSelection, form: Form) {
    const { items, total, isMore } = await listVoidable(chosen);
    if (!total) throw new NotFound();
    renderPage(res, 'conversions/void', 'conversions.void-title', {
      form,
      chosen: { id: '', clickId: '', day: '', via: '', ...chosen },
      total,
      isMore,
      conversions: await conversionRows(res, items),
      // More may have been reported since the admin counted them.
      more: Math.max(0, total - items.length),
      reportedUntil: form.values.reportedUntil ?? services.clock.now().toISOString(),
      wider: chosen.id ? widerChoices(res, items[0]!) : [],
    });
  }

  router.get(page, mayManage, async (req, res) => {
    const chosen = selection.safeParse(req.query);
    if (!chosen.success) throw new NotFound();
    await show(res, chosen.data, openForm(req));
  });

  router.post(
    page,
    mayManage,
    submitForm(
      confirmed,
      async ({ reportedUntil, reason, ...chosen }, req, res) => {
        const count = await voidConversions(services, {
          selection: chosen,
          reportedUntil: new Date(reportedUntil),
          reason,
          actor: req.user!,
        });
        addFlash(req, 'success', { key: 'conversions.voided', values: { count } });
        res.redirect(303, '/admin/conversions?show=voided');
      },
      (req: Request, res, form) => {
        const chosen = selection.safeParse(req.body);
        if (!chosen.success) throw new NotFound();
        return show(res, chosen.data, form);
      },
    ),
  );

  return router;
}

/** Links from one conversion to all of its click, its day or its way of reporting. */
function widerChoices(res: Response, { clickId, day, via }: ListedConversion) {
  const way = say(res, `conversions.via-${via}`);
  const choice = (key: string, chosen: Record<string, string>) => ({
    label: say(res, { key: `conversions.void-all-${key}`, values: { day, via: way } }),
    href: `${page}?${new URLSearchParams(chosen).toString()}`,
  });
  return [
    ...(clickId ? [choice('click', { clickId })] : []),
    choice('day-and-way', { day, via }),
    choice('day', { day }),
    choice('way', { via }),
  ];
}
