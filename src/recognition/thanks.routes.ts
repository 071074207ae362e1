import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { may, permits, type SignedIn } from '../people/index.js';
import { readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { findPublicThanks, getGotThanks, listOwnThanks, listPublicThanks } from './find-thanks.js';
import { boardRoutes } from './board.routes.js';
import { giveThanksRoutes } from './give-thanks.routes.js';
import { hideThanks, longestRemovalReason, removeThanks, showThanks, withdrawThanks } from './move-thanks.js';
import { thanksRow } from './recognition.view.js';

type Move = (services: Services, input: { actor: SignedIn; thanksId: string }) => Promise<void>;

/** What is public at `/thanks`, one's own at `/me/thanks`, and what can be done with each. */
export function recognitionRoutes(services: Services): Router {
  const router = Router();

  router.get('/thanks', may('thank'), async (req, res) => {
    const { thanks, total, ...place } = await listPublicThanks(pageField.parse(req.query.page));
    renderPage(res, 'recognition/thanks', 'recognition.thanks', {
      thanks: thanks.map(thanksRow(res, services, req.user!.timeZone)),
      total,
      mayRemove: permits(req.user!.roles, 'remove-thanks'),
      pagination: pageLinks('/thanks', {}, place),
    });
  });

  for (const [path, way, title] of [
    ['/me/thanks', 'got', 'recognition.got'],
    ['/me/thanks/given', 'gave', 'recognition.gave'],
  ] as const)
    router.get(path, may('manage-own-thanks'), async (req, res) => {
      const page = pageField.parse(req.query.page);
      const { thanks, total, ...place } = await listOwnThanks({ actor: req.user!, way, page });
      renderPage(res, 'recognition/own', title, {
        thanks: thanks.map(thanksRow(res, services, req.user!.timeZone)),
        total,
        isGot: way === 'got',
        pagination: pageLinks(path, {}, place),
      });
    });

  const move = (name: string, verb: Move, done: string, back: string) =>
    router.post(
      `/thanks/:id/${name}`,
      may('manage-own-thanks'),
      async (req: Request<{ id: string }>, res) => {
        await verb(services, { actor: req.user!, thanksId: readId(req.params.id) });
        addFlash(req, 'success', done);
        res.redirect(303, back);
      },
    );
  move('show', showThanks, 'recognition.shown', '/me/thanks');
  move('hide', hideThanks, 'recognition.hidden', '/me/thanks');
  move('take-back', withdrawThanks, 'recognition.taken-back', '/me/thanks/given');
  move('delete', withdrawThanks, 'recognition.deleted', '/me/thanks');

  router.get('/thanks/:id/delete', may('manage-own-thanks'), async (req, res) => {
    const { id, from, text } = await getGotThanks({ actor: req.user!, thanksId: readId(req.params.id) });
    renderConfirmPage(res, {
      title: {
        key: 'recognition.delete-question',
        values: { name: from ?? say(res, 'recognition.former-colleague') },
      },
      subject: text,
      what: 'recognition.delete-text',
      button: 'recognition.delete',
      action: `/thanks/${id}/delete`,
      back: '/me/thanks',
    });
  });

  const showRemoval = async (req: Request, res: Response, form: Form) => {
    const thanks = await findPublicThanks(readId(req.params.id));
    if (!thanks) throw new NotFound();
    renderPage(res, 'recognition/remove', 'recognition.remove-title', {
      form,
      thanks: thanksRow(res, services, req.user!.timeZone)(thanks),
      longest: longestRemovalReason,
    });
  };
  router.get('/thanks/:id/remove', may('remove-thanks'), (req, res) => showRemoval(req, res, openForm(req)));
  router.post(
    '/thanks/:id/remove',
    may('remove-thanks'),
    submitForm(
      z.object({ reason: z.string().default('') }),
      async ({ reason }, req, res) => {
        await removeThanks(services, { actor: req.user!, thanksId: readId(req.params.id), reason });
        addFlash(req, 'success', 'recognition.removed');
        res.redirect(303, '/thanks');
      },
      showRemoval,
    ),
  );

  return router.use(giveThanksRoutes(services)).use(boardRoutes(services));
}
