import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { may, permits } from '../people/index.js';
import { createTopic, listTopics, renameTopic } from './topics.js';

const schema = z.object({ name: z.string('posts.topic-missing'), revision: revisionField });

export function topicsRoutes(services: Services): Router {
  const router = Router();

  router.get('/studio/topics', may('work-in-studio'), (req, res) =>
    showAll(req, res, permits(req.user!.roles, 'draft-posts') ? openForm(req) : blankForm({})),
  );

  router.post(
    '/studio/topics',
    may('draft-posts'),
    submitForm(
      schema,
      async ({ name }, req, res) => {
        await createTopic(services, { name });
        addFlash(req, 'success', 'posts.topic-added');
        res.redirect(303, '/studio/topics');
      },
      showAll,
    ),
  );

  router.get('/studio/topics/:id', may('draft-posts'), async (req, res) => {
    await showOne(req, res, openForm(req, { ...(await topicOf(req)) }));
  });

  router.post(
    '/studio/topics/:id',
    may('draft-posts'),
    submitForm(
      schema,
      async ({ name, revision }, req, res) => {
        await renameTopic(services, { id: req.params.id as string, name, revision, byId: req.user!.id });
        addFlash(req, 'success', 'posts.topic-renamed');
        res.redirect(303, '/studio/topics');
      },
      showOne,
    ),
  );

  return router;
}

async function showAll(req: Request, res: Response, form: Form) {
  const mayChange = permits(req.user!.roles, 'draft-posts');
  renderPage(res, 'posts/topics', 'posts.topics', { topics: await listTopics(), mayChange, form });
}

async function showOne(req: Request, res: Response, form: Form) {
  const topic = await topicOf(req);
  if (form.conflict) form.values.revision = topic.revision;
  const stored = storedMeanwhile(res, form, { ...topic }, { name: 'posts.topic-name' });
  renderPage(res, 'posts/topic', 'posts.rename-topic', { topic, form, stored });
}

async function topicOf(req: Request) {
  const topic = (await listTopics()).find(({ id }) => id === req.params.id);
  if (!topic) throw new NotFound();
  return topic;
}
