import { Share } from './share.model.js';

/** What never changes of a share, with its latest caption; null when there is no such share. */
export async function getShareFacts(shareId: string) {
  const share = await Share.findById(shareId).lean();
  if (!share) return null;
  const { advocateId: personId, postId, network, day, teamId, topicId, level, caption } = share;
  return { personId, postId, network, day, teamId, topicId, level, caption: caption ?? '' };
}
