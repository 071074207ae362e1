import { authorize, type SignedIn } from '../people/index.js';
import { changeCurrent } from '../events/index.js';
import type { Services } from '../services.js';
import { markDays } from '../statistics/index.js';
import { openSince } from './posting-evidence.js';
import { Share } from './share.model.js';

/**
 * Records that the advocate posted. It counts as posted within 14 days of preparing. A second time changes
 * nothing.
 * @throws NotFound when there is no such share, or it is somebody else's
 */
export async function confirmShare(
  services: Services,
  { actor, shareId }: { actor: SignedIn; shareId: string },
): Promise<void> {
  const owned = await Share.findById(shareId, { advocateId: 1, day: 1 }).lean();
  authorize(actor, 'manage-own-shares', { ownerId: owned?.advocateId });
  await markDays(services, [owned!.day]);
  const now = services.clock.now();
  await changeCurrent(services, Share, { _id: shareId }, (share) =>
    share.status === 'opened'
      ? {
          type: 'share.posted',
          by: actor.id,
          set: {
            status: 'confirmed',
            confirmedAt: now,
            ...(share.at >= openSince(now) && { posted: true }),
          },
        }
      : null,
  );
}
