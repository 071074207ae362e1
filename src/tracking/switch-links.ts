import type { Services } from '../services.js';
import { TrackedLink } from './tracked-link.model.js';

/** From now on the post's links say that it was withdrawn. */
export async function switchOffLinks(services: Services, { postId }: { postId: string }): Promise<void> {
  const filter = { 'labels.postId': postId, switchedOffAt: null };
  await TrackedLink.updateMany(filter, { switchedOffAt: services.clock.now() });
}

/** The post's links lead to their target again. */
export async function switchOnLinks(_services: Services, { postId }: { postId: string }): Promise<void> {
  await TrackedLink.updateMany({ 'labels.postId': postId }, { switchedOffAt: null });
}
