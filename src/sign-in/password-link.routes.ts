import { readableAddress } from '../platform/text/readable-address.js';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { anyone } from '../platform/http/guard.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { countReset } from './limit-attempts.js';
import { newPasswordField } from './password-fields.js';
import { resets, tries } from './password-queues.js';
import { queuePasswordReset } from './password-resets.js';
import { emailField } from '../people/index.js';
import { findLinkHolder, setPasswordByLink, type PasswordLink } from './set-password.js';
import { startSession } from './start-session.js';

/** Forgotten passwords, and the two links to choose a password: from an invitation and by request. */
export function passwordLinkRoutes(services: Services): Router {
  const router = Router();

  const showRequest = (_req: Request, res: Response, form: Form) =>
    renderPage(res, 'sign-in/forgotten-password', 'sign-in.forgotten-password', { layout: 'plain', form });

  router.get('/forgotten-password', anyone, (req, res) => showRequest(req, res, openForm(req)));

  router.post(
    '/forgotten-password',
    anyone,
    submitForm(
      z.object({ email: emailField }),
      async ({ email }, req, res) => {
        const network = services.clientNetwork(req);
        await resets.run({ network }, async () => {
          await countReset(services, { email, network });
          await queuePasswordReset(services, email);
        });
        const key = services.env.SMTP_URL ? 'sign-in.reset-requested' : 'sign-in.reset-requested-kept';
        addFlash(req, 'info', { key, values: { email: readableAddress(email) } });
        res.redirect(303, '/sign-in');
      },
      showRequest,
    ),
  );

  for (const [path, purpose] of [
    ['/invitation/:token', 'invitation'],
    ['/reset-password/:token', 'password-reset'],
  ] as const) {
    const linkOf = (req: Request): PasswordLink => ({ purpose, token: String(req.params.token) });

    const show = async (req: Request, res: Response, form: Form) => {
      res.set('Cache-Control', 'no-store');
      const holder = await findLinkHolder(services, linkOf(req));
      if (!holder) return showVoid(res, purpose);
      renderPage(res, 'sign-in/choose-password', `sign-in.${purpose}`, {
        layout: 'plain',
        form,
        action: req.path,
        holder,
        isInvitation: purpose === 'invitation',
      });
    };

    router.get(path, anyone, (req, res) => show(req, res, openForm(req)));
    router.post(
      path,
      anyone,
      submitForm(
        z.object({ password: newPasswordField }),
        async ({ password }, req, res) => {
          try {
            const network = services.clientNetwork(req);
            const person = await tries.run({ network }, () =>
              setPasswordByLink(services, { ...linkOf(req), password }),
            );
            const formPage = await startSession(req, person);
            addFlash(
              req,
              'success',
              purpose === 'invitation' ? 'sign-in.welcome' : 'sign-in.password-changed',
            );
            res.redirect(303, formPage ?? '/feed');
          } catch (error) {
            if (!(error instanceof NotFound)) throw error;
            showVoid(res, purpose);
          }
        },
        show,
      ),
    );
  }

  return router;
}

function showVoid(res: Response, purpose: PasswordLink['purpose']): void {
  res.status(410);
  renderPage(res, 'sign-in/link-void', 'sign-in.link-void', {
    layout: 'plain',
    isInvitation: purpose === 'invitation',
  });
}
