import { authorize, type SignedIn } from '../people/index.js';
import { findPosts } from '../posts/index.js';
import { NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { networkByName, type NetworkName } from './networks.js';
import { Share } from './share.model.js';

export interface OpenedShare {
  id: string;
  network: NetworkName;
  caption: string;
  postId: string;
  /** The title of the post. */
  title: string;
  /** The language of the post. */
  language: string;
  trackedUrl: string;
  /** Null if the network has no composer, or when the post is no longer offered. */
  composerUrl: string | null;
  status: 'opened' | 'confirmed';
  /** False when the post has expired or was recalled. */
  offered: boolean;
}

/** @throws NotFound when there is no such share, or it is somebody else's */
export async function getShare(
  _services: Services,
  { actor, shareId }: { actor: SignedIn; shareId: string },
): Promise<OpenedShare> {
  const share = await Share.findById(shareId).lean();
  authorize(actor, 'manage-own-shares', { ownerId: share?.advocateId });
  const postId = share?.postId.toString() ?? '';
  const post = share && (await findPosts([postId])).get(postId);
  if (!share || !post) throw new NotFound();
  const { network, caption, trackedUrl, status } = share;
  const offered = post.status === 'published';
  return {
    id: shareId,
    network,
    caption,
    postId,
    title: post.title,
    language: post.language,
    trackedUrl,
    composerUrl: offered ? networkByName(network).composerUrl(caption, trackedUrl, post.title) : null,
    status,
    offered,
  };
}
