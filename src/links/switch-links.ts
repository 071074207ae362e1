import type { Services } from '../services.js';
import { TrackedLink, type OffReason } from './tracked-link.model.js';

/** What the tracked links of a post should do since its revision with this number. */
export interface LinkState {
  revision: number;
  /** Null: they redirect to the target. */
  switchedOff?: OffReason | null;
  target: string;
}

/**
 * Applies this state to the links of a post, or of one of its shares. A link that already has a later state does
 * not change, so a late or repeated call does no harm. Returns how many links changed.
 */
export async function switchLinks(
  _services: Services,
  { postId, shareId, state }: { postId: string; shareId?: string; state: LinkState },
): Promise<number> {
  const { revision, switchedOff = null, target } = state;
  const { modifiedCount } = await TrackedLink.updateMany(
    {
      'labels.postId': postId,
      ...(shareId && { shareId }),
      $or: [
        { appliedRevision: { $lt: revision } },
        // The link has this revision, but something else has changed it.
        { appliedRevision: revision, switchedOff: { $ne: switchedOff } },
        { appliedRevision: revision, target: { $ne: target } },
      ],
    },
    { $set: { switchedOff, target, appliedRevision: revision }, $currentDate: { changedAt: true } },
  );
  return modifiedCount;
}
