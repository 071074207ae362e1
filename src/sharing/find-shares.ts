import { type NetworkName } from './networks.js';
import { Share } from './share.model.js';

export interface ListedShare {
  id: string;
  postId: string;
  network: NetworkName;
  caption: string;
  /** When it was first prepared. */
  at: Date;
  day: string;
  /** There is evidence that it was posted. */
  posted: boolean;
  slug: string;
  trackedUrl: string;
}

/** The networks on which this person has shared each post, by post id, in order. */
export async function sharedNetworks(advocateId: string): Promise<Map<string, NetworkName[]>> {
  const shares = await Share.find({ advocateId }, { postId: 1, network: 1 }).sort({ at: 1, _id: 1 }).lean();
  const byPost = new Map<string, NetworkName[]>();
  for (const { postId, network } of shares)
    byPost.set(postId.toString(), [...(byPost.get(postId.toString()) ?? []), network]);
  return byPost;
}

/** The network that this person used last; null before their first share. */
export async function lastNetwork(advocateId: string): Promise<NetworkName | null> {
  const last = await Share.findOne({ advocateId }, { network: 1 }).sort({ lastOpenedAt: -1 }).lean();
  return last?.network ?? null;
}

/** Offered first to whoever has not used others yet. */
const wellKnown: NetworkName[] = ['linkedin', 'bluesky', 'whatsapp'];
const usualCount = 3;

/** Three networks: those that this person used lately, the last one first, then well-known ones. */
export async function usualNetworks(advocateId: string): Promise<NetworkName[]> {
  const shares = await Share.find({ advocateId }, { network: 1 })
    .sort({ lastOpenedAt: -1 })
    .limit(usualCount * 10)
    .lean();
  const used = shares.map(({ network }) => network);
  return [...new Set([...used, ...wellKnown])].slice(0, usualCount);
}

/** How many shares this person prepared. */
export const countOwnShares = (advocateId: string): Promise<number> => Share.countDocuments({ advocateId });

/** The shares of this person, newest first: all, or some of them. */
export async function listShares({
  advocateId,
  skip = 0,
  limit = 0,
}: {
  advocateId: string;
  skip?: number;
  /** 0: all. */
  limit?: number;
}): Promise<ListedShare[]> {
  const shares = await Share.find({ advocateId }).sort({ at: -1, _id: -1 }).skip(skip).limit(limit).lean();
  return shares.map(({ _id, postId, network, caption, at, day, posted, slug, trackedUrl }) => ({
    id: _id.toString(),
    postId: postId.toString(),
    network,
    caption,
    at,
    day,
    posted,
    slug,
    trackedUrl,
  }));
}
