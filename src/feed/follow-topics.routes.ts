import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { idField } from '../platform/data/object-id.js';
import { listTopics } from '../posts/index.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { followTopics, may } from '../people/index.js';

const severalIds = z.preprocess(
  (value) => (value === undefined ? [] : [value].flat()),
  z.array(idField(), 'feed.topics-again'),
);

/** The page where people choose which topics they follow: none ticked means all. */
export function followTopicsRoutes(services: Services): Router {
  const router = Router();

  const show = async (_req: Request, res: Response, form: Form) => {
    const ticked = [form.values.topicIds ?? []].flat();
    const topics = await listTopics();
    renderPage(res, 'feed/topics', 'feed.topics', {
      form,
      options: topics.map(({ id, name, colour }) => ({
        value: id,
        label: name,
        colour,
        selected: ticked.includes(id),
      })),
    });
  };

  router.get('/me/topics', may('share-posts'), (req, res) =>
    show(req, res, openForm(req, { topicIds: req.user!.topicIds })),
  );

  router.post(
    '/me/topics',
    may('share-posts'),
    submitForm(
      z.object({ topicIds: severalIds }),
      async ({ topicIds }, req, res) => {
        const known = new Set((await listTopics()).map(({ id }) => id));
        await followTopics(services, {
          actor: req.user!,
          topicIds: topicIds.filter((id) => known.has(id)),
        });
        addFlash(req, 'success', 'feed.topics-saved');
        res.redirect(303, '/feed');
      },
      show,
    ),
  );

  return router;
}
