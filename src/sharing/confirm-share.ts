import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Share } from './share.model.js';

/**
 * The advocate says that the post is out. Saying it again changes nothing.
 * @throws NotFound when there is no such share, or it is somebody else's
 */
export async function confirmShare(
  services: Services,
  { shareId, advocateId }: { shareId: string; advocateId: string },
): Promise<void> {
  const mine = { _id: shareId, advocateId };
  const confirmed = { status: 'confirmed', confirmedAt: services.clock.now() } as const;
  const { matchedCount } = await Share.updateOne({ ...mine, status: 'opened' }, confirmed);
  if (!matchedCount && !(await Share.exists(mine))) throw new NotFound();
}
