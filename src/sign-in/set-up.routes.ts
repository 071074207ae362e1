import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { languageChoices, machineTimeZone, timeZoneChoices } from '../platform/http/choices.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { anyone } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import type { Services } from '../services.js';
import { newPasswordField } from './password-fields.js';
import { emailField, languageField, nameField, timeZoneField } from '../people/index.js';
import { isSetUp, setUp } from './set-up.js';
import { findLink } from './single-use-links.js';
import { startSession } from './start-session.js';

const schema = z.object({
  organizationName: visibleNameField(100, {
    missing: 'sign-in.organization-name-missing',
    long: 'people.name-long',
  }),
  timeZone: timeZoneField,
  language: languageField,
  name: nameField,
  email: emailField,
  password: newPasswordField,
});

export function setUpRoutes(services: Services): Router {
  const router = Router();

  const show = (req: Request, res: Response, form: Form) =>
    renderPage(res, 'sign-in/set-up', 'sign-in.set-up', {
      layout: 'plain',
      form,
      action: req.path,
      timeZones: timeZoneChoices(form.values.timeZone ?? machineTimeZone()),
      languages: languageChoices(form.values.language ?? res.locals.lang),
      // Before the form is sent, the browser's own zone is the better guess.
      preferBrowserZone: !form.summary.length,
    });

  router.get('/set-up/:token', anyone, async (req, res) => {
    if (await isSetUp()) return res.redirect(303, '/sign-in');
    if (!(await findLink(services, { purpose: 'set-up', token: String(req.params.token) })))
      throw new NotFound();
    res.set('Cache-Control', 'no-store');
    show(req, res, openForm(req));
  });

  router.post(
    '/set-up/:token',
    anyone,
    submitForm(
      schema,
      async ({ organizationName, timeZone, language, ...admin }, req, res) => {
        if (await isSetUp()) return res.redirect(303, '/sign-in');
        const person = await setUp(services, {
          token: String(req.params.token),
          organization: { name: organizationName, timeZone, language },
          admin,
        });
        await startSession(req, person);
        addFlash(req, 'success', 'sign-in.set-up-done');
        res.redirect(303, '/admin');
      },
      show,
    ),
  );

  return router;
}
