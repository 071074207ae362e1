import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../platform/errors.js';
import { blankForm, submitForm, type Form } from '../platform/http/forms.js';
import { isLocalPath } from '../platform/http/local-path.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { hasConfirmedPassword } from './confirm-password.js';
import { logAccountEvent, may } from '../people/index.js';
import { passwordField } from './password-fields.js';
import { hasPassword } from './set-password.js';
import { ownAttemptOf } from './known-devices.js';
import { tryPassword } from './try-password.js';

const pathField = z.string().refine(isLocalPath).catch('/feed');
const schema = z.object({ password: passwordField, next: pathField });

/** `/confirm-password`: a signed-in person enters their password again and returns to their form. */
export function confirmPasswordRoutes(services: Services): Router {
  const router = Router();

  const show = (req: Request, res: Response, form: Form) =>
    renderPage(res, 'sign-in/confirm-password', 'sign-in.confirm-password', {
      form,
      email: req.user!.email,
      next: pathField.parse(form.values.next),
    });

  router.get('/confirm-password', may('manage-own-account'), (req, res) => {
    const { next } = req.query;
    // They have signed in again since the question.
    if (hasConfirmedPassword(req)) return res.redirect(303, pathField.parse(next));
    // A blank form: the stored one belongs to another page.
    return show(req, res, blankForm({ next }));
  });

  router.post(
    '/confirm-password',
    may('manage-own-account'),
    submitForm(
      schema,
      async ({ password, next }, req, res) => {
        const person = req.user!;
        const tried = ownAttemptOf(services, req);
        const attempt = { ...tried, field: 'password', failed: 'password-confirmation-failed' } as const;
        if (!(await tryPassword(services, attempt, () => hasPassword(person, password, tried))))
          throw new InvalidInput({ password: 'sign-in.current-password-wrong' });
        req.session.confirmedAt = services.clock.now().getTime();
        logAccountEvent(services, 'password-confirmed', { personId: person.id });
        res.redirect(303, next);
      },
      show,
    ),
  );

  return router;
}
