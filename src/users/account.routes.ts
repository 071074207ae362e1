import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { languageChoices, timeZoneChoices } from '../platform/choices.js';
import { InvalidInput } from '../platform/errors.js';
import { addFlash } from '../platform/flash.js';
import { openForm, submitForm, type Form } from '../platform/forms.js';
import { renderPage } from '../platform/pages.js';
import type { Services } from '../services.js';
import { ownAttemptOf } from './known-devices.js';
import { may } from './permissions.js';
import { languageField, nameField, newPasswordField, passwordField, timeZoneField } from './person-fields.js';
import { changePassword, hasPassword } from './set-password.js';
import { startSession } from './start-session.js';
import { tryPassword } from './try-password.js';
import { updateAccount } from './update-account.js';

const account = z.object({ name: nameField, language: languageField, timeZone: timeZoneField });
const passwords = z.object({ currentPassword: passwordField, newPassword: newPasswordField });

/** What everybody may change of themselves: `/account` and `/account/password`. */
export function accountRoutes(services: Services): Router {
  const router = Router();

  const showAccount = (req: Request, res: Response, form: Form) =>
    renderPage(res, 'users/account', 'users.account', {
      form,
      email: req.user!.email,
      languages: languageChoices(form.values.language),
      timeZones: timeZoneChoices(form.values.timeZone),
    });

  router.get('/account', may('manage-own-account'), (req, res) => {
    const { name, language, timeZone } = req.user!;
    showAccount(req, res, openForm(req, { name, language, timeZone }));
  });

  router.post(
    '/account',
    may('manage-own-account'),
    submitForm(
      account,
      async (input, req, res) => {
        await updateAccount(services, { ...input, userId: req.user!.id });
        addFlash(req, 'success', 'users.account-saved');
        res.redirect(303, '/account');
      },
      showAccount,
    ),
  );

  const showPassword = (req: Request, res: Response, form: Form) =>
    renderPage(res, 'users/change-password', 'users.change-password', { form, email: req.user!.email });

  router.get('/account/password', may('manage-own-account'), (req, res) =>
    showPassword(req, res, openForm(req)),
  );

  router.post(
    '/account/password',
    may('manage-own-account'),
    submitForm(
      passwords,
      async (input, req, res) => {
        // The current password is guessed here as easily as at the sign-in.
        const { id } = req.user!;
        const tried = ownAttemptOf(services, req);
        const field = 'currentPassword';
        const attempt = { ...tried, field, failed: 'password-confirmation-failed' } as const;
        const isRight = () => hasPassword({ userId: id, password: input.currentPassword }, tried);
        if (!(await tryPassword(services, attempt, isRight)))
          throw new InvalidInput({ [field]: 'users.current-password-wrong' });
        await changePassword(services, { userId: id, newPassword: input.newPassword }, tried);
        await startSession(req, req.user!);
        addFlash(req, 'success', 'users.password-changed');
        res.redirect(303, '/account');
      },
      showPassword,
    ),
  );

  return router;
}
