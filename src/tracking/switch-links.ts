import type { Services } from '../services.js';
import { TrackedLink } from './tracked-link.model.js';

/** From now on the post's links say that it was withdrawn. */
export async function switchOffLinks(services: Services, { postId }: { postId: string }): Promise<void> {
  const filter = { 'labels.postId': postId, switchedOffAt: null };
  await TrackedLink.updateMany(filter, { switchedOffAt: services.clock.now() });
}

/** All links of the post lead on, to this target: also those made before the post's own link was changed. */
export async function switchOnLinks(
  _services: Services,
  { postId, target }: { postId: string; target: string },
): Promise<void> {
  await TrackedLink.updateMany({ 'labels.postId': postId }, { switchedOffAt: null, target });
}
