import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { storedMeanwhile } from '../platform/http/conflict.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import { revisionField } from '../platform/data/revision.js';
import { motifNames, topicColourNames } from '../files/index.js';
import type { Services } from '../services.js';
import { may, permits } from '../people/index.js';
import { newTopicChoices, topicChoices } from './topic.view.js';
import { createTopic, listTopics, changeTopic } from './topics.js';

const emptyAsNull = (value: unknown) => (value === '' || value === undefined ? null : value);

const written = z.object({
  name: z.string('posts.topic-missing'),
  colour: z.preprocess(emptyAsNull, z.enum(topicColourNames, 'posts.choose-again').nullable()),
  motif: z.preprocess(emptyAsNull, z.enum(motifNames, 'posts.choose-again').nullable()),
});
const schema = written.extend({ revision: revisionField });

export function topicsRoutes(services: Services): Router {
  const router = Router();

  router.get('/studio/topics', may('work-in-studio'), (req, res) =>
    showAll(req, res, permits(req.user!.roles, 'draft-posts') ? openForm(req) : blankForm({})),
  );

  router.post(
    '/studio/topics',
    may('draft-posts'),
    submitForm(
      written,
      async (input, req, res) => {
        await createTopic(services, { ...input, actor: req.user! });
        addFlash(req, 'success', 'posts.topic-added');
        res.redirect(303, '/studio/topics');
      },
      showAll,
    ),
  );

  router.get('/studio/topics/:id', may('draft-posts'), async (req, res) => {
    const topic = await topicOf(req);
    await showOne(req, res, openForm(req, { ...topic, colour: topic.chosenColour }));
  });

  router.post(
    '/studio/topics/:id',
    may('draft-posts'),
    submitForm(
      schema,
      async (input, req, res) => {
        await changeTopic(services, { id: req.params.id as string, ...input, actor: req.user! });
        addFlash(req, 'success', 'posts.topic-changed');
        res.redirect(303, '/studio/topics');
      },
      showOne,
    ),
  );

  return router;
}

async function showAll(req: Request, res: Response, form: Form) {
  const mayChange = permits(req.user!.roles, 'draft-posts');
  const choices = newTopicChoices(form.values, (word, values) => say(res, word, values));
  renderPage(res, 'posts/topics', 'posts.topics', {
    topics: await listTopics(),
    mayChange,
    form,
    ...choices,
  });
}

async function showOne(req: Request, res: Response, form: Form) {
  const topic = await topicOf(req);
  if (form.conflict) form.values.revision = topic.revision;
  const now = { name: topic.name, colour: topic.chosenColour, motif: topic.motif };
  const inWords = (kind: string) => (value: unknown) =>
    typeof value === 'string' ? say(res, `posts.${kind}-${value}`) : '';
  const stored = storedMeanwhile(res, form, now, {
    name: 'posts.topic-name',
    colour: { label: 'posts.topic-colour', show: inWords('colour') },
    motif: { label: 'posts.topic-motif', show: inWords('motif') },
  });
  const choices = topicChoices(topic, form.values, (word, values) => say(res, word, values));
  renderPage(res, 'posts/topic', 'posts.change-topic', { topic, form, stored, ...choices });
}

async function topicOf(req: Request) {
  const topic = (await listTopics()).find(({ id }) => id === req.params.id);
  if (!topic) throw new NotFound();
  return topic;
}
