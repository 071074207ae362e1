import type { Services } from '../services.js';
import { TrackedLink, type OffReason } from './tracked-link.model.js';

/** What a post says of its links, since the change of it that has this number. */
export interface LinkState {
  revision: number;
  /** Null: they lead on, to the target. */
  switchedOff?: OffReason | null;
  target: string;
}

/**
 * Brings the links of a post, or of one share of it, to this state. A link that has a later state already keeps it,
 * so a late or repeated call changes nothing. Returns how many links it changed.
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
        // Something else has written to it.
        { appliedRevision: revision, switchedOff: { $ne: switchedOff } },
        { appliedRevision: revision, target: { $ne: target } },
      ],
    },
    { $set: { switchedOff, target, appliedRevision: revision }, $currentDate: { changedAt: true } },
  );
  return modifiedCount;
}
