import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { organizationTimeZone } from '../organization/index.js';
import { isTimeZone } from '../platform/clock.js';
import { addFlash } from '../platform/http/flash.js';
import { NotAllowedNow } from '../platform/errors.js';
import { storedMeanwhile, type Stored } from '../platform/http/conflict.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { idFrom, newToken } from '../platform/http/tokens.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { listTeams, may, teamAfterMerges, type TeamView } from '../people/index.js';
import { draftPost } from './draft-post.js';
import { editPost } from './edit-post.js';
import { getPost } from './get-post.js';
import {
  asFormValues,
  asPostInput,
  formVersions,
  postForm,
  usualTime,
  type FormVersion,
} from './post-form.js';
import { comparedFields, postFormChoices } from './post-form.view.js';
import { postLanguages } from './post-fields.js';
import { ruleOf } from './post-lifecycle.js';
import type { StoredPost } from './studio-posts.js';
import { findTactics, listOpenTactics } from '../strategy/index.js';
import { lastTactic } from './place-post.js';
import { listTopics } from './topics.js';

const versionField = z.enum(formVersions).catch('proposed');

/** What happens when an editor changes words, by the status of the post. */
const wordsNotes: Record<string, string> = {
  approved: 'posts.part-words-note',
  published: 'posts.part-words-note-published',
  other: 'posts.part-words-note-adjust',
};

/** Fields that an address can fill in: `/studio/posts/new?link=…&title=…`. */
const prefill = z.object({
  title: z.string().default('').catch(''),
  link: z.string().default('').catch(''),
  summary: z.string().default('').catch(''),
  imageUrl: z.string().default('').catch(''),
});

export function editPostRoutes(services: Services): Router {
  const router = Router();

  router.get('/studio/posts/new', may('draft-posts'), async (req, res) => {
    const lang = (res.locals as { organization?: { language: string } }).organization?.language;
    const language = postLanguages.find((tag) => tag === lang) ?? 'en';
    const zone = req.user!.timeZone;
    const form = openForm(req, {
      tacticId: await lastTactic(req.user!.id),
      language,
      level: 'corporate',
      zone,
      once: newToken().slice(0, 22),
      ...prefill.parse(req.query),
    });
    return showForm(req, res, form, { action: '/studio/posts/new', back: '/studio', isNew: true });
  });

  router.post(
    '/studio/posts/new',
    may('draft-posts'),
    submitForm(
      postForm,
      async (input, req, res) => {
        const { id, isNew } = await draftPost(services, {
          ...asPostInput(input, req.user!.timeZone),
          actor: req.user!,
          ...(input.once && { id: draftIdOf(input, req.user!.id) }),
        });
        // The same form was sent again, by a double click or by going back. The draft may have changed since.
        addFlash(req, isNew ? 'success' : 'info', isNew ? 'posts.drafted' : 'posts.drafted-already');
        res.redirect(303, `/studio/posts/${id}`);
      },
      (req, res, form) =>
        showForm(req, res, form, { action: '/studio/posts/new', back: '/studio', isNew: true }),
    ),
  );

  router.get('/studio/posts/:id/edit', may('draft-posts'), async (req, res) => {
    const post = await getPost(req.params.id);
    if (!ruleOf('adjust').next[post.status]) {
      // The error page shows the texts that were stored until their author signed in again.
      if (req.unsentValues) throw new NotAllowedNow('posts.restore-first');
      addFlash(req, 'info', 'posts.restore-first');
      res.redirect(303, `/studio/posts/${post._id.toString()}`);
      return;
    }
    const version = versionField.parse(req.query.version);
    await showEdit(req, res, openForm(req, asFormValues(post, req.user!.timeZone, version)));
  });

  router.post(
    '/studio/posts/:id/edit',
    may('draft-posts'),
    submitForm(
      postForm,
      async (input, req, res) => {
        const postId = req.params.id as string;
        const { publishAt } = await getPost(postId);
        const fields = asPostInput(input, req.user!.timeZone, publishAt);
        const outcome = await editPost(services, { ...fields, postId, actor: req.user! });
        addFlash(req, 'success', outcome === 'saved' ? 'posts.saved' : `posts.saved-${outcome}`);
        res.redirect(303, `/studio/posts/${postId}`);
      },
      showEdit,
    ),
  );

  return router;
}

async function showEdit(req: Request, res: Response, form: Form) {
  const post = await getPost(req.params.id);
  const page = `/studio/posts/${post._id.toString()}`;
  const version = post.proposed ? versionField.parse(form.values.version) : 'proposed';
  const now = asFormValues(post, shownZone(form, req), version);
  if (form.conflict) {
    // Only somebody who has seen the other change can save over it.
    form.values.revision = post.revision;
    form.values.audienceTeamIds = afterMerges(await listTeams(), form.values.audienceTeamIds);
    // The form of a published post has no publishing time. If it was recalled and restored, its form has.
    form.values.publishOn ??= now.publishOn;
    form.values.publishTime ??= now.publishTime;
  }
  await showForm(req, res, form, {
    action: `${page}/edit`,
    back: page,
    isNew: false,
    heading: headingOf(post, version),
    version,
    status: post.status,
    campaign: post.publishedAt ? post.campaign : '',
    stored: storedMeanwhile(res, form, now, await comparedFields(res, post)),
  });
}

/** The chosen teams, with the team that a merged one went into in its place. */
function afterMerges(teams: TeamView[], chosen: unknown): unknown[] {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const ids = [chosen ?? []].flat().map((id) => (typeof id === 'string' && teamAfterMerges(byId, id)) || id);
  return [...new Set(ids)];
}

function headingOf({ status, proposed }: StoredPost, version: FormVersion): string {
  if (status !== 'published' || !proposed) return 'posts.edit-post';
  return version === 'published' ? 'posts.edit-published' : 'posts.edit-proposal';
}

async function showForm(
  req: Request,
  res: Response,
  form: Form,
  page: {
    action: string;
    back: string;
    isNew: boolean;
    heading?: string;
    version?: FormVersion;
    status?: string;
    campaign?: string;
    stored?: Stored[];
  },
) {
  const [topics, teams, open] = await Promise.all([listTopics(), listTeams(), listOpenTactics()]);
  const typed = [form.values.tacticId].flat().at(0);
  const chosen = typeof typed === 'string' ? typed : '';
  renderPage(res, 'posts/post-form', page.heading ?? 'posts.new-post', {
    form,
    // The zone in which the form was opened: the person may have changed theirs since.
    zone: shownZone(form, req),
    organizationZone: await organizationTimeZone(),
    usualTime,
    ...page,
    started: page.status === 'published',
    version: page.version ?? 'proposed',
    note: wordsNotes[page.version === 'published' ? 'other' : (page.status ?? '')] ?? '',
    campaign: page.campaign ?? '',
    stored: page.stored ?? [],
    choices: postFormChoices(form, {
      tactics: { open, present: (await findTactics([chosen])).get(chosen) },
      topics,
      teams,
      locale: localeIn(res),
      say: (key, values) => say(res, key, values),
    }),
  });
}

function shownZone({ values: { zone } }: Form, req: Request): string {
  return typeof zone === 'string' && isTimeZone(zone) ? zone : req.user!.timeZone;
}

/** The same form sent twice, as by a double click, is one draft. With other texts it is another one. */
const draftIdOf = (input: z.output<typeof postForm>, personId: string): string =>
  idFrom(JSON.stringify([input, personId]));
