import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { pageOf } from '../platform/data/paging.js';
import { NotAllowedNow } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { openForm, submitForm, type Form } from '../platform/http/forms.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';
import { localeIn, renderPage } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may } from '../people/index.js';
import {
  approvePost,
  approveProposal,
  recallPost,
  restorePost,
  returnPost,
  returnProposal,
  submitPost,
  withdrawProposal,
} from './review-post.js';
import { proposalRows, proposalView, wordRows } from './proposal.view.js';
import { getPost } from './get-post.js';
import { namesIn } from './post-names.js';
import { historyView, postPage } from './post.view.js';

/** Comparing and printing the words of all changes at once would take long. */
const entriesAPage = 10;

const schema = z.object({
  note: z.string().default(''),
  revision: z.coerce.number().int().optional().catch(undefined),
});

interface Step {
  postId: string;
  actor: Express.User;
  note: string;
  revision?: number;
}

/** The page of a post with its actions. */
export function reviewPostRoutes(services: Services): Router {
  const router = Router();
  const step = (
    name: string,
    verb: (services: Services, input: Step) => Promise<void>,
    showAgain: typeof show = show,
  ) =>
    submitForm(
      schema,
      async (input, req, res) => {
        const postId = req.params.id as string;
        await verb(services, { ...input, postId, actor: req.user! });
        const { status } = await getPost(postId);
        addFlash(
          req,
          'success',
          name === 'approve' && status === 'published' ? 'posts.done-publish' : `posts.done-${name}`,
        );
        res.redirect(303, `/studio/posts/${postId}`);
      },
      showAgain,
    );

  router.get('/studio/posts/:id', may('work-in-studio'), (req, res) => show(req, res, openForm(req)));
  router.post('/studio/posts/:id/submit', may('draft-posts'), step('submit', submitPost));
  router.post('/studio/posts/:id/approve', may('approve-posts'), step('approve', approvePost));
  router.post('/studio/posts/:id/return', may('return-posts'), step('return', returnPost));
  router.get('/studio/posts/:id/recall', may('work-in-studio'), (req, res) =>
    showRecall(req, res, openForm(req)),
  );
  router.post('/studio/posts/:id/recall', may('work-in-studio'), step('recall', recallPost, showRecall));
  router.post('/studio/posts/:id/restore', may('draft-posts'), step('restore', restorePost));
  router.post(
    '/studio/posts/:id/proposal/approve',
    may('approve-posts'),
    step('approve-proposal', approveProposal),
  );
  router.post(
    '/studio/posts/:id/proposal/return',
    may('return-posts'),
    step('return-proposal', returnProposal),
  );
  router.post(
    '/studio/posts/:id/proposal/withdraw',
    may('draft-posts'),
    step('withdraw-proposal', withdrawProposal),
  );
  router.get('/studio/posts/:id/history', may('work-in-studio'), async (req, res) => {
    const post = await getPost(req.params.id);
    const names = await namesIn([post]);
    const href = `/studio/posts/${post._id.toString()}`;
    const all = historyView(post, names);
    const { skip, ...place } = pageOf(pageField.parse(req.query.page), {
      total: all.length,
      size: entriesAPage,
    });
    const entries = all.slice(skip, skip + entriesAPage);
    const rows = await wordRows(
      res,
      post.language,
      entries.map(({ words }) => words),
    );
    renderPage(res, 'posts/history', 'posts.history', {
      post: { title: post.title, href },
      entries: entries.map((entry, index) => ({ ...entry, rows: rows[index] })),
      pagination: pageLinks(`${href}/history`, {}, place),
    });
  });
  return router;
}

async function show(req: Request, res: Response, form: Form) {
  const post = await getPost(req.params.id);
  const names = await namesIn([post]);
  const page = postPage(post, names, req.user!, localeIn(res));
  const proposal = proposalView(post, names, localeIn(res));
  const rows = proposal && (await proposalRows(res, post, names));
  renderPage(
    res,
    'posts/post',
    { key: 'posts.post', values: { title: post.title } },
    {
      post: page,
      proposal: proposal && { ...proposal, rows },
      form,
      notes: notesOf(req, form, page.may),
      readRevision: readRevision(form, post.revision),
    },
  );
}

/** The revision that a note was written for; the current one once its writer has seen the change. */
const readRevision = ({ conflict, values }: Form, now: number): unknown =>
  conflict ? now : (values.revision ?? now);

/**
 * The note in each form of the page. A note for an action that is no longer possible is shown separately: what an
 * author should change is not a reason for a recall.
 */
function notesOf(req: Request, form: Form, may: Record<string, boolean | undefined>) {
  const note = typeof form.values.note === 'string' ? form.values.note : '';
  // A note from before its writer signed in again was typed on this page, so it is for a return.
  const isRecall = req.method === 'POST' && req.path.endsWith('/recall');
  const isReturn = req.method !== 'POST' || req.path.endsWith('/return');
  const mayReturn = may.return || may.returnProposal;
  const unsent = note !== '' && ((isRecall && !may.recall) || (isReturn && !mayReturn));
  return { again: unsent ? '' : note, unsent: unsent ? note : '' };
}

/**
 * The page before a recall: explains it and asks for the reason. If the post can't be recalled any more, the page
 * of the post shows the note that was typed.
 * @throws NotAllowedNow when the post can't be recalled and nothing was typed
 */
async function showRecall(req: Request, res: Response, form: Form) {
  const post = await getPost(req.params.id);
  const page = postPage(post, await namesIn([post]), req.user!, localeIn(res));
  if (!page.may.recall && req.method === 'POST') return show(req, res, form);
  if (!page.may.recall) throw new NotAllowedNow(`posts.now-${post.status}`);
  renderPage(res, 'posts/recall', 'posts.recall-question', { post: page, form });
}
