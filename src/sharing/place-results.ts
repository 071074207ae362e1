import type { Reaction, StoredEvent } from '../events/index.js';
import { placeRows, type Placement } from '../links/index.js';
import { findPlacements, listPlacements, postEventTypes } from '../posts/index.js';
import type { Services } from '../services.js';
import { markDays, statisticRows } from '../statistics/index.js';
import { Share, shareRows } from './share.model.js';

/** Moves the results of a post when its topic or level changes. */
export const placementReaction: Reaction = {
  name: 'placement',
  to: [...postEventTypes, 'share.prepared'],
  about: 'moves shares and daily rows of a post to where it belongs now',
  run: (services, event) =>
    event.type === 'share.prepared' ? placeShare(services, event) : placePost(services, event),
};

/** A share may have been stored just after its post was placed elsewhere. */
async function placeShare(services: Services, { of }: StoredEvent): Promise<void> {
  const _id = of.slice('share/'.length);
  const share = await Share.findById(_id, { postId: 1, placedRevision: 1 }).lean();
  const postId = share?.postId.toString() ?? '';
  const placement = (await findPlacements([postId])).get(postId);
  if (share && placement && share.placedRevision < placement.revision)
    await placeRows(shareRows, placement, { only: { _id }, beforeChange: marking(services) });
}

/** Reads the post as it is now, so that of many changes the last one is applied. */
async function placePost(services: Services, { of, changes }: StoredEvent): Promise<void> {
  if (!changes.some(([, path]) => path === 'placedRevision')) return;
  const postId = of.slice('post/'.length);
  const placement = (await findPlacements([postId])).get(postId);
  if (placement) await place(services, placement);
}

const marking = (services: Services) => (days: string[]) => markDays(services, days);

async function place(services: Services, placement: Placement, stopping?: AbortSignal): Promise<number> {
  const options = { stopping, beforeChange: marking(services) };
  const shares = await placeRows(shareRows, placement, options);
  return shares + (await placeRows(statisticRows, placement, options));
}

const atOnce = 200;

/**
 * Compares the shares and daily rows of all posts with their posts, and corrects them. Logs and returns how many it
 * corrected.
 */
export async function reconcilePlacements(services: Services, stopping?: AbortSignal): Promise<number> {
  let corrected = 0;
  let last: string | null = null;
  while (!stopping?.aborted) {
    const placements = await listPlacements(last, atOnce);
    for (const placement of placements) {
      if (stopping?.aborted) return corrected;
      corrected += await place(services, placement, stopping);
      last = placement.postId;
    }
    if (placements.length < atOnce) break;
  }
  services.log[corrected ? 'warn' : 'info'](
    { event: 'placements.reconciled', corrected },
    'compared shares and daily rows with their posts',
  );
  return corrected;
}
