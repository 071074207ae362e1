import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import { changeSubscription } from './change-subscription.js';
import { digestSettings } from './digest-settings.view.js';
import { getOwnSubscription } from './find-subscription.js';

const between = (least: number, most: number, message: string) =>
  z
    .string(message)
    .regex(/^\d{1,2}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);

const schema = z.object({
  active: z.enum(['on', 'off'], 'notifications.settings-choose-on-or-off'),
  weekday: between(1, 7, 'notifications.settings-choose-weekday'),
  hour: between(0, 23, 'notifications.settings-choose-hour'),
});

/** Whether and when a person gets the weekly digest. */
export function digestSettingsRoutes(services: Services): Router {
  const router = Router();

  const show = async (req: Request, res: Response, form?: Form) => {
    const subscription = await getOwnSubscription(services, { actor: req.user! });
    const { active, weekday, hour } = subscription;
    const shown = form ?? openForm(req, { active: active ? 'on' : 'off', weekday, hour });
    renderPage(res, 'notifications/digest-settings', 'notifications.settings-title', {
      form: shown,
      ...digestSettings(subscription, shown.values, {
        locale: localeIn(res),
        timeZone: req.user!.timeZone,
      }),
    });
  };

  router.get('/account/digest', may('manage-own-account'), (req, res) => show(req, res));

  router.post(
    '/account/digest',
    may('manage-own-account'),
    submitForm(
      schema,
      async ({ active, weekday, hour }, req, res) => {
        await changeSubscription(services, { actor: req.user!, active: active === 'on', weekday, hour });
        addFlash(
          req,
          'success',
          active === 'on' ? 'notifications.settings-saved' : 'notifications.settings-stopped',
        );
        res.redirect(303, '/account/digest');
      },
      show,
    ),
  );

  return router;
}
