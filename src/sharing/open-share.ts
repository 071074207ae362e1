import { changeCurrent, create } from '../events/index.js';
import { idFrom } from '../platform/http/tokens.js';
import { synchroniseShareLink } from '../posts/index.js';
import { currentDisclosures, disclosureFor } from '../guidelines/index.js';
import { getOrganization } from '../organization/index.js';
import { dayIn } from '../platform/clock.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { reach } from '../platform/data/fail-points.js';
import { insertUnlessThere } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { copyLabels, createTrackedLink, linkOfUsualLength, utmOf } from '../links/index.js';
import { authorize, type Person, type SignedIn } from '../people/index.js';
import { canShare } from './can-share.js';
import {
  bytesTooMany,
  lengthOn,
  limitOf,
  longestCaption,
  networkByName,
  type NetworkName,
} from './networks.js';
import { Share, type Origin } from './share.model.js';
import { copyUsedIn, firstCopy, withDisclosure } from './suggested-copy.js';

/** X refuses a text with one of these, and nobody sees what was pasted with it (twitter-text: `invalidChars`). */
const neverShown = /[\uFFFE\uFEFF\uFFFF]/g;

export interface NewShare {
  actor: SignedIn & Pick<Person, 'teamId' | 'locationId'>;
  postId: string;
  network: NetworkName;
  /** The person's own words; may be empty. */
  caption: string;
  /** Where they came from; default: by none of our links. */
  origin?: Origin;
  /** Which suggestion they were offered last, counted from 1 in their own order; default: the first. */
  place?: number;
}

/**
 * Prepares sharing a post on a network: creates the share and its tracked link. The caption begins with the
 * disclosure of the guideline, unless it contains it or only the link is copied. For the same person, post and
 * network it is the same share and link with the new caption.
 * @throws Forbidden; NotFound when the post is not for this person; NotAllowedNow when it can't be shared now
 *   (`canShare`); InvalidInput when caption and link are too long for the network, and its limit is the same for all
 * @returns the share, and by how many characters it is longer than what the organization set for the network
 */
export async function openShare(
  services: Services,
  input: NewShare,
): Promise<{ shareId: string; tooMany: number }> {
  const { actor: person, postId, network } = input;
  authorize(person, 'share-posts');
  const { post, problem } = await canShare(services, { person, postId });
  if (problem) throw new NotAllowedNow(`sharing.${problem}`);

  const words = input.caption.replace(neverShown, '').replace(/\r\n?/g, '\n').trim();
  const guideline = await currentDisclosures();
  const isLinkAlone = network === 'link' && words === '';
  const caption = isLinkAlone ? '' : withDisclosure(words, disclosureFor(guideline, post.language));
  if (caption.length > longestCaption) throw tooLong(caption.length - longestCaption, longestCaption);
  // Before anything is stored, so that a refused caption creates no link.
  const organization = (await getOrganization())!;
  const limit = limitOf(network, organization);
  const tooMany = Math.max(0, lengthOn(network, caption, linkOfUsualLength(services)) - limit);
  if (tooMany && !networkByName(network).limitSetting) throw tooLong(tooMany, limit);
  const bytes = bytesTooMany(network, caption, linkOfUsualLength(services));
  if (bytes)
    throw new InvalidInput({ caption: { key: 'sharing.caption-too-many-bytes', values: { count: bytes } } });
  const { campaign, ...utm } = utmOf(post.utm, { network, level: post.level, campaign: post.campaign });
  const sharing = { ...person, advocateId: person.id, postId: post.id, network, campaign };
  const shareId = shareIdOf(person.id, post.id, network);
  // The link first, so that no share exists without one. A retry after a crash gets the same link.
  const link = await createTrackedLink(services, {
    target: post.link,
    shareId,
    campaign,
    utm: post.utm && utm,
    appliedRevision: post.publishedRevision,
    labels: sharing,
  });
  await reach('share.linked');
  // If the post was recalled meanwhile, the link is switched off.
  await synchroniseShareLink(services, { postId: post.id, shareId });
  const still = await canShare(services, { person, postId });
  if (still.problem) throw new NotAllowedNow(`sharing.${still.problem}`);
  const { labels, revision: placedRevision } = still.post.placement;

  const at = services.clock.now();
  const day = dayIn(organization.timeZone, at);
  const preparing = {
    ...{ at, day, teamId: person.teamId, locationId: person.locationId },
    ...labels,
    postRevision: post.publishedRevision,
    guidelineVersion: guideline?.version ?? 0,
    origin: input.origin ?? 'direct',
    copyOffered:
      (firstCopy(post.suggestedCopy, person.id, post.id) + (input.place ?? 1) - 1) %
      post.suggestedCopy.length,
    copyUsed: copyUsedIn(words, post.suggestedCopy),
    hasWords: words !== '',
  };
  const latest = { caption, lastOpenedAt: at, slug: link.slug, trackedUrl: link.url, preparing };
  const cause = { type: 'share.prepared', by: person.id };
  await reach('share.read');
  const first = { ...copyLabels({ ...sharing, ...labels }), placedRevision, at, day };
  const isNew = await insertUnlessThere(() =>
    create(services, Share, { ...cause, values: { _id: shareId, ...first, ...latest, timesOpened: 1 } }),
  );
  if (!isNew)
    await changeCurrent(services, Share, { _id: shareId }, () => ({
      ...cause,
      set: latest,
      inc: { timesOpened: 1 },
    }));
  return { shareId, tooMany };
}

/**
 * One share for each advocate, post and network: its id is derived from them, so that a retry finds the same
 * share.
 */
function shareIdOf(...parts: [advocateId: string, postId: string, network: NetworkName]): string {
  return idFrom(parts.join(' '));
}

const tooLong = (count: number, limit: number) =>
  new InvalidInput({ caption: { key: 'sharing.caption-too-long', values: { count, limit } } });
