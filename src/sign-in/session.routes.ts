import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../platform/errors.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { anyone } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import { cleanAddress, logAccountEvent, may } from '../people/index.js';
import type { Services } from '../services.js';
import { readWayBack } from '../platform/http/way-back.js';
import { attemptOf } from './known-devices.js';
import { authenticate } from './passport.js';
import { passwordField } from './password-fields.js';
import { isSetUp } from './set-up.js';
import { startSession } from './start-session.js';
import { tryPassword } from './try-password.js';

const schema = z.object({
  email: z.string('people.email-missing').overwrite(cleanAddress).min(1, 'people.email-missing'),
  password: passwordField,
  /** The page to return to, signed. */
  next: z.string().optional().catch(undefined),
});

/** `/sign-in` and `/sign-out`. */
export function sessionRoutes(services: Services): Router {
  const router = Router();

  const show = async (_req: Request, res: Response, form: Form) =>
    (await isSetUp())
      ? renderPage(res, 'sign-in/sign-in', 'sign-in.sign-in', { layout: 'plain', form })
      : renderPage(res, 'sign-in/not-set-up', 'sign-in.not-set-up', { layout: 'plain' });

  router.get('/sign-in', anyone, (req, res) => {
    const { next } = req.query;
    if (req.user) return res.redirect(303, readWayBack(req, next) ?? '/feed');
    return show(req, res, openForm(req, { next: readWayBack(req, next) && next }));
  });

  router.post(
    '/sign-in',
    anyone,
    submitForm(
      schema,
      async ({ email, next }, req, res) => {
        const tried = attemptOf(services, req, email);
        const attempt = { ...tried, field: 'password', failed: 'sign-in-failed' } as const;
        const person = await tryPassword(services, attempt, () => authenticate(req, res));
        if (!person) throw new InvalidInput({ password: 'sign-in.sign-in-failed' });
        logAccountEvent(services, 'sign-in', { personId: person.id });
        const formPage = await startSession(req, person);
        res.redirect(303, readWayBack(req, next) ?? formPage ?? '/feed');
      },
      show,
    ),
  );

  router.post('/sign-out', may('manage-own-account'), async (req, res) => {
    const personId = req.user!.id;
    await req.endSession();
    logAccountEvent(services, 'sign-out', { personId });
    // Also clears the browser's cache of private pages. Cookies stay, because they are needed for stored forms.
    res.set('Clear-Site-Data', '"cache"').redirect(303, '/sign-in');
  });

  return router;
}
