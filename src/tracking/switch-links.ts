import type { Services } from '../services.js';
import { TrackedLink, type OffReason } from './tracked-link.model.js';

/** From now on the post's links say why they lead nowhere. */
export async function switchOffLinks(
  _services: Services,
  { postId, because }: { postId: string; because: OffReason },
): Promise<void> {
  await change({ 'labels.postId': postId, switchedOff: { $ne: because } }, { switchedOff: because });
}

/** All links of the post lead on, to this target: also those made before the post's own link was changed. */
export async function switchOnLinks(
  _services: Services,
  { postId, target }: { postId: string; target: string },
): Promise<void> {
  await change({ 'labels.postId': postId }, { switchedOff: null, target });
}

async function change(filter: object, fields: object): Promise<void> {
  await TrackedLink.updateMany(filter, { $set: fields, $currentDate: { changedAt: true } });
}
