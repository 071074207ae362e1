import type { Pictured } from '../files/index.js';
import { authorize, findActivePerson, type SignedIn } from '../people/index.js';
import { findPosts } from '../posts/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import { canShare, type CannotShare } from './can-share.js';
import type { Services } from '../services.js';
import { networkByName, type NetworkName } from './networks.js';
import { Share } from './share.model.js';

export interface OpenedShare {
  id: string;
  network: NetworkName;
  caption: string;
  postId: string;
  /** The post, to find its picture. */
  post: Pictured;
  /** The title of the post. */
  title: string;
  /** The language of the post. */
  language: string;
  trackedUrl: string;
  /** Null if the network has no composer, or when the post can't be shared now. */
  composerUrl: string | null;
  status: 'opened' | 'confirmed';
  /** True when it can be shared now. */
  offered: boolean;
  /** Why it can't be shared now; null if it can. */
  problem: CannotShare | 'not-offered' | null;
}

/** @throws NotFound when there is no such share, or it is somebody else's */
export async function getShare(
  services: Services,
  { actor, shareId }: { actor: SignedIn; shareId: string },
): Promise<OpenedShare> {
  const share = await Share.findById(shareId).lean();
  authorize(actor, 'manage-own-shares', { ownerId: share?.advocateId });
  const postId = share?.postId.toString() ?? '';
  const post = share && (await findPosts([postId])).get(postId);
  if (!share || !post) throw new NotFound();
  const { network, caption, trackedUrl, status } = share;
  const { teamId = null } = (await findActivePerson(actor.id)) ?? {};
  const can = await canShare(services, { person: { id: actor.id, teamId }, postId }).catch(
    (error: unknown) => {
      if (error instanceof NotFound || error instanceof NotAllowedNow) return null;
      throw error;
    },
  );
  const problem = can ? can.problem : 'not-offered';
  const offered = problem === null;
  return {
    id: shareId,
    network,
    caption,
    postId,
    post: can?.post ?? post,
    title: post.title,
    language: post.language,
    trackedUrl,
    composerUrl: offered ? networkByName(network).composerUrl(caption, trackedUrl, post.title) : null,
    status,
    offered,
    problem,
  };
}
