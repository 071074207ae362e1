import { createPast, type PastChange } from '../events/index.js';
import type { Level } from '../links/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { campaignFrom } from './campaign.js';
import { postLifecycle } from './post-lifecycle.js';
import { Post } from './post.model.js';

/** A post that was drafted, submitted, approved and published, and has expired if its last day is over. */
export interface PastPost {
  authorId: string;
  approverId: string;
  title: string;
  link: string;
  summary: string;
  suggestedCopy: string[];
  topicId: string;
  level: Level;
  draftedAt: Date;
  submittedAt: Date;
  approvedAt: Date;
  publishedAt: Date;
  /** The last moment of its last day. */
  endsAt: Date;
}

/**
 * Stores posts of the past as the verbs would have done at their time, many at once, for all teams and in English.
 * Returns the events of each: the caller stores what follows from them.
 */
export async function createPastPosts(
  services: Services,
  { zone, posts }: { zone: string; posts: readonly PastPost[] },
) {
  const now = services.clock.now();
  return createPast(
    services,
    Post,
    posts.map((post): [PastChange, ...PastChange[]] => {
      const { authorId, approverId, topicId, title, link, summary, suggestedCopy, level } = post;
      const { draftedAt, submittedAt, approvedAt, publishedAt, endsAt } = post;
      const lastDay = dayIn(zone, endsAt);
      const fields = { title, link, summary, suggestedCopy, topicId, level, lastDay };
      const history: object[] = [{ at: draftedAt, by: authorId, action: 'draft' }];
      const move = (
        action: 'submit' | 'approve' | 'publish' | 'expire',
        status: string,
        at: Date,
        by: string | null,
        set: object = {},
      ): PastChange => {
        history.push({ at, by, action, note: '' });
        const changed = { ...set, status, changedAt: at, history: [...history] };
        return { type: postLifecycle[action].eventType, by, at, set: changed };
      };
      const drafted = {
        ...{ ...fields, language: 'en', campaign: campaignFrom(title), publishAt: publishedAt },
        ...{ status: 'draft', authorId, writerIds: [authorId], changedAt: draftedAt, history: [...history] },
      };
      const on = { revision: 4, switchedOff: null, target: link, title, imageUrl: null, lastDay };
      const expiredAt = new Date(endsAt.getTime() + 60_000);
      return [
        { type: 'post.drafted', by: authorId, at: draftedAt, set: drafted },
        move('submit', 'in-review', submittedAt, authorId),
        move('approve', 'approved', approvedAt, approverId),
        move('publish', 'published', publishedAt, null, { publishedAt, utm: null, linkState: on }),
        ...(expiredAt < now
          ? [
              move('expire', 'expired', expiredAt, null, {
                linkState: { ...on, revision: 5, switchedOff: 'expired' },
              }),
            ]
          : []),
      ];
    }),
  );
}
