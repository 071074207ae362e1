import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { readId } from '../platform/data/object-id.js';
import { listOfferedPosts } from '../posts/index.js';
import { findPictures } from '../files/index.js';
import { acknowledgementState, currentDisclosures, disclosureFor } from '../guidelines/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { addFlash } from '../platform/http/flash.js';
import { blankForm, openForm, submitForm, type Form } from '../platform/http/forms.js';
import { storeValues } from '../platform/http/unsent-form.js';
import { isLocalPath } from '../platform/http/local-path.js';
import { localeIn, renderPage, say } from '../platform/http/pages.js';
import { allowFormsTo } from '../platform/http/security-headers.js';
import type { Services } from '../services.js';
import { linkOfUsualLength } from '../links/index.js';
import { getOrganization } from '../organization/index.js';
import { may } from '../people/index.js';
import { canShare } from './can-share.js';
import { confirmShare } from './confirm-share.js';
import { sharedNetworks, usualNetworks } from './find-shares.js';
import { getShare, type OpenedShare } from './get-share.js';
import {
  composerOrigins,
  limitOf,
  longestCaption,
  networkByName,
  networkLabel,
  networkNames,
  type NetworkName,
} from './networks.js';
import { openShare } from './open-share.js';
import { origins, type Origin } from './share.model.js';
import { captionsFor, networkChoices, postView } from './post.view.js';
import { askWhetherPosted, endPostedQuestion } from './posted-question.js';
import { shareView } from './share.view.js';
import { hasDisclosure, withDisclosure } from './suggested-copy.js';

const originField = z.enum(origins).catch('direct');

const schema = z.object({
  network: z.enum(networkNames, 'sharing.network-missing'),
  caption: z.string('sharing.caption-unreadable').default(''),
  /** A script has copied the words, for a network where they have to be pasted. */
  copied: z.literal('yes').optional().catch(undefined),
  /** Where the person came from. */
  origin: originField,
  /** Which suggestion they were offered last, counted from 1 in their own order. */
  place: z.coerce.number().int().min(1).catch(1),
});

const answer = z.object({
  posted: z.enum(['yes', 'no']).catch('yes'),
  next: z.string().refine(isLocalPath).catch('/feed'),
});

/** Reverse proxies refuse an answer whose headers are longer than 4 KB, as nginx does by default. */
const longestAddress = 2000;

/** Where a prepared share goes on: straight to the composer, unless there is something to copy first. */
function wayOn({ id, network, caption, composerUrl }: OpenedShare, hasCopied: boolean): string {
  const isComplete = networkByName(network).takesCaption || caption === '' || hasCopied;
  const isOnWeb = composerUrl?.startsWith('https:') && composerUrl.length <= longestAddress;
  return isOnWeb && isComplete ? composerUrl! : `/shares/${id}`;
}

/** The page of a post with what was chosen there, and where the person came from. */
const addressOf = (postId: string, { network, from }: { network: NetworkName; from: Origin }): string =>
  `/posts/${postId}?${new URLSearchParams({ network, from }).toString()}`;

/** The guidelines, and after them this page. */
const guidelinesThen = (page: string): string => `/guidelines?next=${encodeURIComponent(page)}`;

const idOf = (req: Request): string => readId(req.params.id);

export function sharingRoutes(services: Services): Router {
  const router = Router();

  const showPost = async (
    req: Request,
    res: Response,
    formOf: (first: Record<string, unknown>, isOpen: boolean) => Form,
  ) => {
    const person = req.user!;
    const [{ post, problem }, disclosures, acknowledgement, shares, usual, limits] = await Promise.all([
      canShare(services, { person, postId: idOf(req) }),
      currentDisclosures(),
      acknowledgementState(person.id),
      sharedNetworks(person.id),
      usualNetworks(person.id),
      getOrganization().then((organization) => organization!),
    ]);
    const shared = shares.get(post.id) ?? [];
    const disclosure = disclosureFor(disclosures, post.language);
    const captions = captionsFor(person.id, post, disclosure);
    const place = z.coerce.number().int().min(1).max(captions.length).catch(1).parse(req.query.copy);
    const networkField = z.enum(networkNames).catch(usual[0]!);
    const network = networkField.parse(req.query.network);
    const form = formOf({ network, caption: captions[place - 1] }, problem === null);
    const chosen = networkField.parse(form.values.network);
    const origin = originField.parse(form.values.origin ?? req.query.from);
    const here = addressOf(post.id, { network: chosen, from: origin });
    const words = z.string().catch('').parse(form.values.caption);
    allowFormsTo(res, composerOrigins());
    renderPage(
      res,
      'sharing/post',
      { key: 'sharing.page-title', values: { title: post.title } },
      {
        post: postView(post, await findPictures([post])),
        canShare: problem === null,
        isPaused: problem === 'paused',
        acknowledgedEarlier: acknowledgement === 'earlier',
        limits: {
          ...Object.fromEntries(networkNames.map((name) => [name, limitOf(name, limits)])),
          others: longestCaption,
        },
        disclosure,
        saysItself: hasDisclosure(words, disclosure),
        preview: words.trim() === '' && chosen === 'link' ? '' : withDisclosure(words.trim(), disclosure),
        networks: networkChoices({
          usual,
          shared,
          chosen,
          exampleUrl: linkOfUsualLength(services),
          limits,
          locale: localeIn(res),
        }),
        captions,
        place,
        origin,
        another: `${here}&copy=${(place % captions.length) + 1}#caption`,
        guidelines: guidelinesThen(here),
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
        const { problem } = await canShare(services, { person, postId });
        if (problem) {
          // Since the page was opened: the typed text is stored for that page.
          await storeValues(req, `/posts/${postId}`, input);
          addFlash(req, 'warning', `sharing.${problem}`);
          const page = addressOf(postId, { network: input.network, from: input.origin });
          res.redirect(303, problem === 'paused' ? page : guidelinesThen(page));
          return;
        }
        const { network, caption, origin, place } = input;
        const { shareId, tooMany } = await openShare(services, {
          actor: person,
          postId,
          network,
          caption,
          origin,
          place,
        });
        const share = await getShare(services, { actor: person, shareId });
        if (share.status !== 'confirmed') askWhetherPosted(services, req, share);
        if (tooMany) {
          const limit = limitOf(network, (await getOrganization())!);
          const values = { count: tooMany, limit, network: networkLabel(network, localeIn(res)) };
          addFlash(req, 'warning', { key: 'sharing.longer-than-server', values });
        }
        res.redirect(303, tooMany ? `/shares/${share.id}` : wayOn(share, input.copied === 'yes'));
      },
      (req, res, form) => showPost(req, res, () => form),
    ),
  );

  router.get('/shares/:id', may('manage-own-shares'), async (req, res) => {
    const share = await getShare(services, { actor: req.user!, shareId: idOf(req) });
    const view = shareView(services, share, {
      pictures: await findPictures([share.post]),
      locale: localeIn(res),
    });
    const title = { key: 'sharing.share-title', values: { network: view.label, context: share.network } };
    renderPage(res, 'sharing/share', title, { share: view });
  });

  router.post('/shares/:id/confirm', may('manage-own-shares'), async (req, res) => {
    const { posted, next } = answer.parse(req.body ?? {});
    const shareId = idOf(req);
    endPostedQuestion(req, shareId);
    if (posted === 'yes') {
      await confirmShare(services, { actor: req.user!, shareId });
      addFlash(req, 'success', 'sharing.confirmed');
    }
    res.redirect(303, next);
  });

  return router;
}
