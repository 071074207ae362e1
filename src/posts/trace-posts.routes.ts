import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { idField, readId } from '../platform/data/object-id.js';
import { NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { renderPage, say } from '../platform/http/pages.js';
import { may, permits } from '../people/index.js';
import type { Services } from '../services.js';
import { findTactics, listOpenTactics } from '../strategy/index.js';
import { listPostsOfTactic, placePosts } from './place-post.js';
import { recallPost } from './review-post.js';

const mostAtOnce = 20;
const list = (value: unknown) => (value === undefined ? [] : [value].flat());
const chosen = z.preprocess(list, z.array(idField()).max(mostAtOnce));
const placing = z.object({ tacticId: z.string('posts.choose-again').default(''), postIds: chosen });
const recalling = z.object({
  note: z.string().default(''),
  postIds: chosen.refine((ids) => ids.length, 'posts.choose-posts'),
});

/** Posts by tactic: those without one, which are placed here, and those that rest on the message of one. */
export function tracePostsRoutes(services: Services): Router {
  const router = Router();

  const showUntraced = async (req: Request, res: Response, form: Form) => {
    const { posts, total, ...place } = await listPostsOfTactic(null, pageField.parse(req.query.page));
    const open = await listOpenTactics();
    renderPage(res, 'posts/untraced', 'posts.untraced', {
      form,
      total,
      posts: rowsOf(res, posts, list(form.values.postIds) as string[]),
      hasTactics: open.length > 0,
      tactics: [
        { value: '', label: say(res, 'posts.choose-tactic'), selected: !form.values.tacticId },
        ...open.map(({ id, title, goal }) => ({
          value: id,
          label: say(res, 'posts.tactic-of-goal', { tactic: title, goal }),
          selected: id === form.values.tacticId,
        })),
      ],
      mayPlace: permits(req.user!.roles, 'draft-posts'),
      pagination: pageLinks('/studio/untraced', {}, place),
    });
  };
  router.get('/studio/untraced', may('work-in-studio'), (req, res) => showUntraced(req, res, openForm(req)));
  router.post(
    '/studio/untraced',
    may('draft-posts'),
    submitForm(
      placing,
      async (input, req, res) => {
        await placePosts(services, { ...input, actor: req.user! });
        addFlash(req, 'success', { key: 'posts.placed', values: { count: input.postIds.length } });
        res.redirect(303, '/studio/untraced');
      },
      showUntraced,
    ),
  );

  const showPosts = async (req: Request, res: Response, form: Form) => {
    const id = readId(req.params.id);
    const tactic = (await findTactics([id])).get(id);
    if (!tactic) throw new NotFound();
    const { posts, total, ...place } = await listPostsOfTactic(id, pageField.parse(req.query.page));
    renderPage(
      res,
      'posts/of-tactic',
      { key: 'posts.of-tactic', values: { count: total, tactic: tactic.title } },
      {
        form,
        tactic,
        action: req.path,
        posts: rowsOf(res, posts, list(form.values.postIds) as string[]),
        mayOpen: permits(req.user!.roles, 'work-in-studio'),
        pagination: pageLinks(`/strategy/tactics/${id}/posts`, {}, place),
      },
    );
  };
  const path = '/strategy/tactics/:id/posts';
  router.get(path, may('work-in-studio'), (req, res) => showPosts(req, res, openForm(req)));
  router.post(
    path,
    may('work-in-studio'),
    submitForm(
      recalling,
      async ({ note, postIds }, req, res) => {
        for (const postId of postIds) await recallPost(services, { postId, note, actor: req.user! });
        addFlash(req, 'success', { key: 'posts.recalled-together', values: { count: postIds.length } });
        res.redirect(303, req.path);
      },
      showPosts,
    ),
  );
  return router;
}

const rowsOf = (
  res: Response,
  posts: Awaited<ReturnType<typeof listPostsOfTactic>>['posts'],
  ticked: string[],
) =>
  posts.map((post) => ({
    ...post,
    statusWord: say(res, `posts.status-${post.status}`),
    isLive: post.status === 'published' || post.status === 'approved',
    ticked: ticked.includes(post.id),
  }));
