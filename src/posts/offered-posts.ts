import type { Types } from 'mongoose';
import { organizationTimeZone, type UtmTemplate } from '../organization/index.js';
import { endOfDay } from '../platform/text/days.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { isOver, today } from './last-day.js';
import type { Level, Placement } from '../links/index.js';
import { Post, type PostRecord } from './post.model.js';
import { readId } from '../platform/data/object-id.js';
import { placementOf } from './placements.js';
import type { PostStatus } from './post-lifecycle.js';
import { topicsById, type TopicView } from './topics.js';

/** A post as advocates see it. */
export interface OfferedPost {
  id: string;
  title: string;
  link: string;
  summary: string;
  imageUrl: string | null;
  language: string;
  suggestedCopy: string[];
  topic: Pick<TopicView, 'id' | 'name' | 'colour' | 'motif'> | null;
  level: Level;
  placement: Placement;
  /** Empty: all teams. */
  audienceTeamIds: string[];
  campaign: string;
  /** How its links are tagged; null: as usual. */
  utm: UtmTemplate | null;
  /** The revision of the post with which these words were published. */
  publishedRevision: number;
  publishedAt: Date;
  /** The last day on which it is offered, in the organization's zone; null: no end. */
  lastDay: string | null;
  /** The first moment after the last day. */
  endsAt: Date | null;
}

/** Without the proposed change, which advocates must not see. */
type Found = Omit<PostRecord, 'history' | 'proposed'> & { _id: Types.ObjectId };

const forTeam = (teamId: string | null) => [
  { audienceTeamIds: { $size: 0 } },
  ...(teamId ? [{ audienceTeamIds: teamId }] : []),
];

/**
 * The posts that are offered to members of the team, newest first: of these topics (empty: all) and without a
 * topic.
 * @param limit only the newest; by default more than anybody scrolls through
 */
export async function listOfferedPosts(
  services: Services,
  { teamId, topicIds, limit = 200 }: { teamId: string | null; topicIds: string[]; limit?: number },
): Promise<OfferedPost[]> {
  const zone = await organizationTimeZone();
  const posts = await Post.find({
    status: 'published',
    $and: [
      { $or: [{ lastDay: null }, { lastDay: { $gte: await today(services) } }] },
      { $or: forTeam(teamId) },
      topicIds.length ? { topicId: { $in: [null, ...topicIds] } } : {},
    ],
  })
    .select('-history -proposed')
    .sort({ publishedAt: -1, _id: -1 })
    .limit(limit)
    .lean();
  return asOffered(posts, zone);
}

/**
 * A post that is offered to members of the team.
 * @throws NotFound when it was never offered to them; NotAllowedNow when it is no longer offered
 */
export async function getOfferedPost(
  services: Services,
  { id, teamId }: { id: string; teamId: string | null },
): Promise<OfferedPost> {
  const post = await Post.findOne({
    _id: readId(id),
    publishedAt: { $ne: null },
    $or: forTeam(teamId),
  })
    .select('-history -proposed')
    .lean();
  if (!post) throw new NotFound();
  const zone = await organizationTimeZone();
  if (post.status !== 'published' || (await isOver(services, post)))
    throw new NotAllowedNow('posts.no-longer-offered');
  return (await asOffered([post], zone))[0]!;
}

/** How advocates see these posts. */
export async function asOffered(posts: Found[], zone: string): Promise<OfferedPost[]> {
  const topics = posts.some((post) => post.topicId) ? await topicsById() : new Map<string, TopicView>();
  return posts.map((post) => {
    const topic = topics.get(String(post.topicId));
    return {
      id: post._id.toString(),
      title: post.title,
      link: post.link,
      summary: post.summary ?? '',
      imageUrl: post.imageUrl ?? null,
      language: post.language,
      suggestedCopy: post.suggestedCopy,
      topic: topic ? { id: topic.id, name: topic.name, colour: topic.colour, motif: topic.motif } : null,
      level: post.level,
      placement: placementOf(post),
      audienceTeamIds: (post.audienceTeamIds ?? []).map(String),
      campaign: post.campaign,
      utm: post.utm ?? null,
      publishedRevision: post.linkState?.revision ?? 0,
      publishedAt: post.publishedAt!,
      lastDay: post.lastDay ?? null,
      endsAt: post.lastDay ? endOfDay(zone, post.lastDay) : null,
    };
  });
}

export interface PostBrief {
  id: string;
  title: string;
  link: string;
  language: string;
  level: Level;
  campaign: string;
  topicId: string | null;
  tacticId: string | null;
  goalId: string | null;
  imageUrl: string | null;
  status: PostStatus;
}

/**
 * These posts by id, in any status, for reports and results. Title and link are the last approved ones, if there are any.
 * A picture that nobody approved is left out.
 */
export async function findPosts(ids: string[]): Promise<Map<string, PostBrief>> {
  const fields = [
    'title',
    'link',
    'language',
    'level',
    'campaign',
    'topicId',
    'tacticId',
    'goalId',
    'imageUrl',
    'status',
    'linkState',
  ] as const;
  const posts = await Post.find({ _id: { $in: [...new Set(ids)] } })
    .select([...fields])
    .lean();
  return new Map(
    posts.map(({ _id, linkState, topicId, tacticId, goalId, imageUrl, ...post }) => {
      const id = _id.toString();
      const title = linkState?.title ?? post.title;
      const link = linkState?.target ?? post.link;
      // Of a post that an older release published, nobody knows which picture was approved once it is in review again.
      const isUnread = linkState && (post.status === 'draft' || post.status === 'in-review');
      const approved = linkState?.imageUrl;
      const ids = {
        id,
        tacticId: tacticId?.toString() ?? null,
        goalId: goalId?.toString() ?? null,
        topicId: topicId?.toString() ?? null,
      };
      return [
        id,
        {
          ...post,
          ...ids,
          title,
          link,
          imageUrl: approved !== undefined ? approved : isUnread ? null : (imageUrl ?? null),
        },
      ];
    }),
  );
}
