import { changeCurrent } from '../events/index.js';
import type { Services } from '../services.js';
import { openSince } from './posting-evidence.js';
import { Share } from './share.model.js';

/**
 * Records that the advocate posted. It counts as posted within 14 days of preparing. A second time changes
 * nothing.
 * @throws NotFound when there is no such share, or it is somebody else's
 */
export async function confirmShare(
  services: Services,
  { shareId, advocateId }: { shareId: string; advocateId: string },
): Promise<void> {
  const now = services.clock.now();
  await changeCurrent(services, Share, { _id: shareId, advocateId }, (share) =>
    share.status === 'opened'
      ? {
          type: 'share.posted',
          by: advocateId,
          set: {
            status: 'confirmed',
            confirmedAt: now,
            ...(share.at >= openSince(now) && { posted: true }),
          },
        }
      : null,
  );
}
