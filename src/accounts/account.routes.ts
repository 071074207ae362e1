import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { languageChoices, timeZoneChoices } from '../platform/http/choices.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { InvalidInput } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import {
  changePassword,
  hasPassword,
  newPasswordField,
  ownAttemptOf,
  passwordField,
  startSession,
  tryPassword,
} from '../sign-in/index.js';
import {
  getPerson,
  labelsOf,
  languageField,
  mailReach,
  may,
  nameField,
  timeZoneField,
} from '../people/index.js';
import { updateAccount } from './update-account.js';

const account = z.object({
  name: nameField,
  language: languageField,
  timeZone: timeZoneField,
  revision: revisionField,
});
const passwords = z.object({ currentPassword: passwordField, newPassword: newPasswordField });

/** What all people can change about themselves: `/account` and `/account/password`. */
export function accountRoutes(services: Services): Router {
  const router = Router();

  const storedOf = async ({ id, name, language, timeZone }: Express.User) => ({
    name,
    language,
    timeZone,
    revision: (await getPerson(id))?.revision ?? 0,
  });

  const showAccount = async (req: Request, res: Response, form: Form) => {
    const stored = await storedOf(req.user!);
    if (form.conflict) form.values.revision = stored.revision;
    const languages = languageChoices(form.values.language);
    renderPage(res, 'accounts/account', 'accounts.account', {
      form,
      email: req.user!.email,
      reach: await mailReach(services, req.user!.email),
      languages,
      timeZones: timeZoneChoices(form.values.timeZone),
      stored: storedMeanwhile(res, form, stored, {
        name: 'sign-in.name',
        timeZone: 'accounts.time-zone',
        language: { label: 'sign-in.language', show: (tag) => labelsOf(localeIn(res), languages, tag) },
      }),
    });
  };

  router.get('/account', may('manage-own-account'), async (req, res) =>
    showAccount(req, res, openForm(req, await storedOf(req.user!))),
  );

  router.post(
    '/account',
    may('manage-own-account'),
    submitForm(
      account,
      async (input, req, res) => {
        await updateAccount(services, { ...input, actor: req.user! });
        addFlash(req, 'success', 'accounts.account-saved');
        res.redirect(303, '/account');
      },
      showAccount,
    ),
  );

  const showPassword = (req: Request, res: Response, form: Form) =>
    renderPage(res, 'accounts/change-password', 'accounts.change-password', { form, email: req.user!.email });

  router.get('/account/password', may('manage-own-account'), (req, res) =>
    showPassword(req, res, openForm(req)),
  );

  router.post(
    '/account/password',
    may('manage-own-account'),
    submitForm(
      passwords,
      async (input, req, res) => {
        // Limited like the sign-in, because the current password can be guessed here too.
        const person = req.user!;
        const tried = ownAttemptOf(services, req);
        const field = 'currentPassword';
        const attempt = { ...tried, field, failed: 'password-confirmation-failed' } as const;
        const isRight = () => hasPassword(person, input.currentPassword, tried);
        if (!(await tryPassword(services, attempt, isRight)))
          throw new InvalidInput({ [field]: 'sign-in.current-password-wrong' });
        const { newPassword } = input;
        const change = { actor: person, newPassword, asker: tried };
        await startSession(req, await changePassword(services, change));
        addFlash(req, 'success', 'sign-in.password-changed');
        res.redirect(303, '/account');
      },
      showPassword,
    ),
  );

  return router;
}
