import { createPast, type PastChange } from '../events/index.js';
import { disclosureFor, getDisclosures } from '../guidelines/index.js';
import { organizationTimeZone } from '../organization/index.js';
import { copyLabels, createPastLinks, utmOf, type Labels } from '../links/index.js';
import type { Person } from '../people/index.js';
import { findPublishedPosts } from '../posts/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import type { NetworkName } from './networks.js';
import { evidenceEnd } from './posting-evidence.js';
import { preparingOf, shareIdOf } from './preparing.js';
import { Share, type Origin } from './share.model.js';
import { withDisclosure } from './suggested-copy.js';

/** A share as it was prepared, and what is known of its posting. */
export interface PastShare {
  /** With the team and the location that they had then. */
  person: Pick<Person, 'id' | 'teamId' | 'locationId'>;
  /** A post that was offered to them then. */
  postId: string;
  network: NetworkName;
  /** Their own words. */
  caption: string;
  at: Date;
  origin: Origin;
  /** The version that they had acknowledged. */
  guidelineVersion: number;
  /** When they confirmed that they posted; null: never. */
  confirmedAt: Date | null;
  /** When a click of somebody else was counted, at least a minute later; null: never. */
  clickedAt: Date | null;
}

export interface RecordedPastShare {
  shareId: string;
  link: { id: string; slug: string };
  labels: Labels;
  placedRevision: number;
}

/**
 * Stores shares of the past as `openShare`, `confirmShare` and `recordPostings` would have done at their time, many at
 * once, and without asking whether they were allowed. Each person, post and network is there once. Returns them in the
 * same order, and the events of each: the caller stores what follows from those.
 */
export async function recordPastShares(services: Services, shares: readonly PastShare[]) {
  const zone = await organizationTimeZone();
  const posts = await findPublishedPosts([...new Set(shares.map(({ postId }) => postId))]);
  const disclosures = await getDisclosures();
  const prepared = shares.map((share) => {
    const { person, network, at, guidelineVersion, origin } = share;
    const post = posts.get(share.postId)!;
    const { campaign, ...utm } = utmOf(post.utm, { network, level: post.level, campaign: post.campaign });
    const labels = copyLabels({
      ...person,
      advocateId: person.id,
      postId: post.id,
      network,
      campaign,
      ...post.placement.labels,
    });
    const shareId = shareIdOf(person.id, post.id, network);
    const words = share.caption.trim();
    const day = dayIn(zone, at);
    const given = { words, guidelineVersion, origin, labels: post.placement.labels };
    const guideline = disclosures.get(guidelineVersion) ?? null;
    const caption = withDisclosure(words, disclosureFor(guideline, post.language));
    const preparing = preparingOf({ at, day, person, post, ...given });
    const link = { shareId, campaign, utm: post.utm && utm, labels, createdAt: at, state: post.linkState };
    return { share, shareId, link, labels, caption, day, preparing, placedRevision: post.placement.revision };
  });
  const links = await createPastLinks(
    services,
    prepared.map(({ link }) => link),
  );
  const events = await createPast(
    services,
    Share,
    prepared.map(({ share, shareId, labels, caption, day, preparing, placedRevision }, n) => {
      const { at, person } = share;
      const { slug, url: trackedUrl } = links[n]!;
      const first = { _id: shareId, ...labels, placedRevision, at, day };
      const latest = { caption, lastOpenedAt: at, slug, trackedUrl, preparing };
      const values = { ...first, ...latest, timesOpened: 1 };
      return [{ type: 'share.prepared', by: person.id, at, set: values }, ...postingsOf(share)];
    }),
  );
  const recorded = prepared.map(({ shareId, labels, placedRevision }, n): RecordedPastShare => {
    const { id, slug } = links[n]!;
    return { shareId, link: { id, slug }, labels, placedRevision };
  });
  return { recorded, events };
}

/** By a confirmation, or by the click that proves it when nobody confirms. */
function postingsOf({ at, person, confirmedAt, clickedAt }: PastShare): PastChange[] {
  const posted = { posted: true };
  const counts = (evidence: Date) => evidence <= evidenceEnd(at);
  if (confirmedAt) {
    const set = { status: 'confirmed', confirmedAt, ...(counts(confirmedAt) && posted) };
    return [{ type: 'share.posted', by: person.id, at: confirmedAt, set }];
  }
  if (!clickedAt || !counts(clickedAt)) return [];
  return [{ type: 'share.posted', by: null, at: clickedAt, set: posted }];
}
