import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { getOfferedPost, listOfferedPosts } from '../posts/index.js';
import { findPictures } from '../files/index.js';
import { currentGuideline, hasAcknowledged } from '../guidelines/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { storeValues } from '../platform/http/unsent-form.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import type { Services } from '../services.js';
import { linkOfUsualLength } from '../links/index.js';
import { may } from '../people/index.js';
import { confirmShare } from './confirm-share.js';
import { lastNetwork, sharedNetworks } from './find-shares.js';
import { getShare } from './get-share.js';
import { networkNames } from './networks.js';
import { openShare } from './open-share.js';
import { captionsFor, networkTiles, otherCaptions, postView } from './post.view.js';
import { shareView } from './share.view.js';

const schema = z.object({
  network: z.enum(networkNames, 'sharing.network-missing'),
  caption: z.string('sharing.caption-unreadable').default(''),
});

const idOf = (req: Request): string => readId(req.params.id);

export function sharingRoutes(services: Services): Router {
  const router = Router();

  const showPost = async (
    req: Request,
    res: Response,
    formOf: (first: Record<string, unknown>, isOpen: boolean) => Form,
  ) => {
    const person = req.user!;
    const [post, guideline, acknowledged, shares, last] = await Promise.all([
      getOfferedPost(services, { id: idOf(req), teamId: person.teamId }),
      currentGuideline(),
      hasAcknowledged(person.id),
      sharedNetworks(person.id),
      lastNetwork(person.id),
    ]);
    const shared = shares.get(post.id) ?? [];
    const captions = captionsFor(person.id, post, guideline);
    const chosen = z.coerce.number().int().min(1).max(captions.length).catch(1).parse(req.query.copy);
    const network = z
      .enum(networkNames)
      .catch(last ?? networkNames[0])
      .parse(req.query.network);
    const form = formOf({ network, caption: captions[chosen - 1] }, acknowledged);
    renderPage(
      res,
      'sharing/post',
      { key: 'sharing.page-title', values: { title: post.title } },
      {
        post: postView(post, await findPictures([post])),
        acknowledged,
        sharedBefore: shared.length > 0,
        disclosure: guideline?.disclosure ?? '',
        hint: `sharing.your-words-${guideline ? 'disclosure' : 'hint'}`,
        networks: networkTiles(shared, form.values.network, linkOfUsualLength(services), localeIn(res)),
        others: otherCaptions(post.id, captions, chosen),
        form,
      },
    );
  };

  router.get('/posts/:id', may('share-posts'), async (req, res) => {
    try {
      // Without an acknowledged guideline the page has no form: the stored text stays stored.
      await showPost(req, res, (first, isOpen) => (isOpen ? openForm(req, first) : blankForm(first)));
    } catch (error) {
      const isOver = error instanceof NotAllowedNow;
      if (!isOver && !(error instanceof NotFound)) throw error;
      // Mails link to posts. Somebody who opens an old link gets an explanation and sees the current posts.
      const word = isOver ? 'sharing.post-over' : 'sharing.post-not-yours';
      const offered = await listOfferedPosts(services, { ...req.user!, limit: 3 });
      res.status(isOver ? 410 : 404);
      renderPage(res, 'sharing/not-offered', word, {
        text: say(res, `${word}-text`),
        offered: offered.map(({ id, title, language }) => ({ id, title, language })),
      });
    }
  });

  router.post(
    '/posts/:id/shares',
    may('share-posts'),
    submitForm(
      schema,
      async (input, req, res) => {
        const postId = idOf(req);
        const person = req.user!;
        if (!(await hasAcknowledged(person.id))) {
          // A guideline was published after the page was opened: the typed text is stored for that page.
          await storeValues(req, `/posts/${postId}`, input);
          addFlash(req, 'warning', 'sharing.guideline-first');
          res.redirect(303, `/guidelines?next=/posts/${postId}`);
          return;
        }
        const { shareId } = await openShare(services, { person, postId, ...input });
        res.redirect(303, `/shares/${shareId}`);
      },
      (req, res, form) => showPost(req, res, () => form),
    ),
  );

  router.get('/shares/:id', may('share-posts'), async (req, res) => {
    const share = await getShare(services, { shareId: idOf(req), advocateId: req.user!.id });
    const guideline = await currentGuideline();
    const view = shareView(share, guideline?.disclosure ?? '', localeIn(res));
    const title = { key: 'sharing.share-title', values: { network: view.label, context: share.network } };
    renderPage(res, 'sharing/share', title, { share: view });
  });

  router.post('/shares/:id/confirm', may('share-posts'), async (req, res) => {
    await confirmShare(services, { shareId: idOf(req), advocateId: req.user!.id });
    addFlash(req, 'success', 'sharing.confirmed');
    res.redirect(303, '/feed');
  });

  return router;
}
