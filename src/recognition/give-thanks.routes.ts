import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { valueAreas } from '../organization/index.js';
import { findColleague, may } from '../people/index.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import { visibleNameField } from '../platform/text/visible-name.js';
import type { Services } from '../services.js';
import { giveThanks } from './give-thanks.js';
import { postToThankFor } from './post-to-thank-for.js';
import { areaChoices } from './recognition.view.js';
import { longestThanks, mostADay } from './thanks.model.js';

const schema = z.object({
  to: z
    .string('recognition.to-missing')
    .trim()
    .min(1, 'recognition.to-missing')
    .max(254, 'recognition.nobody-found'),
  text: visibleNameField(longestThanks, {
    missing: 'recognition.text-missing',
    long: 'recognition.text-long',
  }),
  area: z.enum(valueAreas, 'recognition.area-missing'),
  postId: z.string().optional().catch(undefined),
});

/** `/thanks/new`: the form that thanks a colleague. With `?about=` the id of a post, it is about that post. */
export function giveThanksRoutes(services: Services): Router {
  const router = Router();
  const page = '/thanks/new';

  const show = async (req: Request, res: Response, form: Form) => {
    const post = await postToThankFor(services, req.user!, form.values.postId);
    renderPage(res, 'recognition/give', 'recognition.give', {
      form,
      post,
      areas: areaChoices(res, form.values.area),
      longest: longestThanks,
      mostADay,
    });
  };

  router.get(page, may('thank'), async (req, res) => {
    const post = await postToThankFor(services, req.user!, req.query.about);
    await show(req, res, openForm(req, { to: post?.author ?? '', postId: post?.id ?? '' }));
  });

  router.post(
    page,
    may('thank'),
    submitForm(
      schema,
      async ({ to, text, area, postId }, req, res) => {
        const actor = req.user!;
        const found = await findColleague(to);
        if (found === 'several') throw new InvalidInput({ to: 'recognition.several-found' });
        if (!found) throw new InvalidInput({ to: 'recognition.nobody-found' });
        if (found.id === actor.id) throw new InvalidInput({ to: 'recognition.not-yourself' });
        const post = postId ? await postToThankFor(services, actor, postId) : null;
        if (postId && !post) throw new NotAllowedNow('recognition.post-gone');
        await giveThanks(services, { actor, toId: found.id, text, area, postId: post?.id });
        addFlash(req, 'success', { key: 'recognition.given', values: { name: found.name } });
        res.redirect(303, '/me/thanks/given');
      },
      show,
    ),
  );

  return router;
}
