import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { renderConfirmPage } from '../platform/http/confirm-page.js';
import { addFlash } from '../platform/http/flash.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { may, permits } from '../people/index.js';
import { addFeed } from './add-feed.js';
import { feedRow, utmOptions } from './feed.view.js';
import { changeFeed, getFeedById, listFeeds, removeFeed } from './manage-feeds.js';
import { fetchFeed } from './fetch-feed.js';
import { readId } from '../platform/data/object-id.js';
import { utmChoices } from './publisher-utm.js';
import { addressField } from './typed-address.js';

const schema = z.object({ url: addressField });
const settings = z.object({ publisherUtm: z.enum(utmChoices, 'sources.utm-choose') });

export function feedsRoutes(services: Services): Router {
  const router = Router();

  const show = async (req: Request, res: Response, form: Form) =>
    renderPage(res, 'sources/feeds', 'sources.feeds', {
      form,
      mayManage: permits(req.user!.roles, 'manage-feeds'),
      feeds: (await listFeeds()).map((feed) => feedRow(feed, (message) => say(res, message))),
    });

  router.get('/studio/feeds', may('work-in-studio'), (req, res) =>
    show(req, res, permits(req.user!.roles, 'manage-feeds') ? openForm(req) : blankForm({})),
  );

  router.post(
    '/studio/feeds',
    may('manage-feeds'),
    submitForm(
      schema,
      async ({ url }, req, res) => {
        const { title, foundOnPage, added: count } = await addFeed(services, { actor: req.user!, url });
        const key = foundOnPage ? 'sources.added-from-page' : 'sources.added';
        addFlash(req, 'success', { key, values: { title, count } });
        res.redirect(303, '/studio/feeds');
      },
      show,
    ),
  );

  const showOne = async (req: Request, res: Response, form: Form) => {
    const feed = await getFeedById(readId(req.params.id));
    renderPage(
      res,
      'sources/feed',
      { key: 'sources.feed', values: { title: feed.title } },
      {
        feed: { id: feed._id.toString(), url: feed.url },
        form,
        publisherUtm: utmOptions(form.values.publisherUtm, (word) => say(res, word)),
      },
    );
  };

  router.get('/studio/feeds/:id', may('manage-feeds'), async (req, res) => {
    const { publisherUtm } = await getFeedById(readId(req.params.id));
    await showOne(req, res, openForm(req, { publisherUtm }));
  });

  router.post(
    '/studio/feeds/:id',
    may('manage-feeds'),
    submitForm(
      settings,
      async ({ publisherUtm }, req, res) => {
        await changeFeed(services, { actor: req.user!, feedId: readId(req.params.id), publisherUtm });
        addFlash(req, 'success', 'sources.feed-changed');
        res.redirect(303, '/studio/feeds');
      },
      showOne,
    ),
  );

  router.post('/studio/feeds/:id/fetch', may('fetch-feeds'), async (req, res) => {
    const { problem, ...came } = await fetchFeed(services, {
      actor: req.user!,
      feedId: readId(req.params.id),
    });
    if (problem) addFlash(req, 'warning', problem);
    else addFlash(req, 'success', { key: 'sources.fetched', values: { ...came, count: came.added } });
    res.redirect(303, '/studio/feeds');
  });

  router.get('/studio/feeds/:id/remove', may('manage-feeds'), async (req, res) => {
    const feedId = readId(req.params.id);
    renderConfirmPage(res, {
      title: 'sources.remove-question',
      subject: (await getFeedById(feedId)).title,
      what: 'sources.remove-what',
      button: 'sources.remove',
      action: `/studio/feeds/${feedId}/remove`,
      back: '/studio/feeds',
    });
  });

  router.post('/studio/feeds/:id/remove', may('manage-feeds'), async (req, res) => {
    await removeFeed(services, { actor: req.user!, feedId: readId(req.params.id) });
    addFlash(req, 'success', 'sources.removed');
    res.redirect(303, '/studio/feeds');
  });

  return router;
}
