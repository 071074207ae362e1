import { copyLabels } from '../links/index.js';
import { Share } from './share.model.js';

/** What never changes of a share, with its latest caption; null when there is no such share. */
export async function getShareFacts(shareId: string) {
  const share = await Share.findById(shareId).lean();
  if (!share) return null;
  const { advocateId: personId, ...labels } = copyLabels(share);
  return { personId, ...labels, day: share.day, caption: share.caption ?? '' };
}
