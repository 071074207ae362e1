import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { findPictures } from '../files/index.js';
import { findPosts } from '../posts/index.js';
import { addFlash } from '../platform/http/flash.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { pageOfForm } from '../platform/http/unsent-form.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may, permits } from '../people/index.js';
import { dismissItem, restoreItem } from './dismiss-item.js';
import { draftFromItem } from './draft-from-item.js';
import { importPage } from './import-page.js';
import { inboxFilter, inboxParameters, inboxRow } from './inbox.view.js';
import { inboxStatuses } from './inbox-item.model.js';
import { listFeeds } from './manage-feeds.js';
import { addressField } from './typed-address.js';
import { listInbox, type InboxQuery } from './list-inbox.js';
import { idField, readId } from '../platform/data/object-id.js';
import { pageField, pageLinks } from '../platform/http/page-links.js';

const schema = z.object({ url: addressField });

const shown = z.object({
  status: z.enum(inboxStatuses).catch('new'),
  feed: z
    .union([z.literal('pages'), idField()])
    .optional()
    .catch(undefined),
  page: pageField,
});

export function inboxRoutes(services: Services): Router {
  const router = Router();

  const show = async (req: Request, res: Response, form: Form) => {
    const { status, feed, page: wanted } = shown.parse(req.query);
    const query: InboxQuery = { status, feedId: feed === 'pages' ? null : feed };
    const [{ items, total, isMore, ...place }, feeds] = await Promise.all([
      listInbox(query, wanted),
      listFeeds(),
    ]);
    const [posts, pictures] = await Promise.all([
      findPosts(items.flatMap(({ postId }) => postId ?? [])),
      findPictures(items),
    ]);
    renderPage(res, 'sources/inbox', 'sources.inbox', {
      form,
      mayDraft: permits(req.user!.roles, 'draft-posts'),
      items: items.map((item) => inboxRow(item, { posts, pictures, feeds, locale: localeIn(res) })),
      filter: inboxFilter(query, feeds, (word) => say(res, word)),
      status,
      isFiltered: feed !== undefined,
      hasFeeds: feeds.length > 0,
      total,
      isMore,
      pagination: pageLinks('/studio/inbox', inboxParameters(query), place),
    });
  };

  router.get('/studio/inbox', may('work-in-studio'), (req, res) =>
    show(req, res, permits(req.user!.roles, 'draft-posts') ? openForm(req) : blankForm({})),
  );

  router.post(
    '/studio/inbox',
    may('draft-posts'),
    submitForm(
      schema,
      async ({ url }, req, res) => {
        const { title, isNew } = await importPage(services, { actor: req.user!, url });
        const key = isNew ? 'sources.page-added' : 'sources.page-known';
        addFlash(req, isNew ? 'success' : 'info', { key, values: { title } });
        res.redirect(303, '/studio/inbox');
      },
      show,
    ),
  );

  router.post('/studio/inbox/:id/draft', may('draft-posts'), async (req, res) => {
    const { postId, isNew } = await draftFromItem(services, {
      actor: req.user!,
      itemId: readId(req.params.id),
    });
    addFlash(req, isNew ? 'success' : 'info', isNew ? 'sources.drafted' : 'sources.drafted-before');
    res.redirect(303, isNew ? `/studio/posts/${postId}/edit` : `/studio/posts/${postId}`);
  });

  router.post('/studio/inbox/:id/dismiss', may('draft-posts'), async (req, res) => {
    await dismissItem(services, { actor: req.user!, itemId: readId(req.params.id) });
    addFlash(req, 'success', 'sources.dismissed');
    res.redirect(303, pageOf(req));
  });

  router.post('/studio/inbox/:id/restore', may('draft-posts'), async (req, res) => {
    await restoreItem(services, { actor: req.user!, itemId: readId(req.params.id) });
    addFlash(req, 'success', 'sources.restored');
    res.redirect(303, pageOf(req));
  });

  return router;
}

/** The page of the inbox that a form was on, to return to it. */
const pageOf = (req: Request): string => {
  const page = pageOfForm(req) ?? '';
  return /^\/studio\/inbox(\?|$)/.test(page) ? page : '/studio/inbox';
};
