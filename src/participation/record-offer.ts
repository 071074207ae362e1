import { postActions, ruleOf } from '../posts/index.js';
import type { Reaction } from '../events/index.js';
import { Offer } from './offer.model.js';
import { recordInterval } from './record-interval.js';

/** Stores since when a post is offered, and to whom. */
export const offerReaction: Reaction = {
  name: 'offer',
  to: ['post.drafted', ...postActions.map((action) => ruleOf(action).eventType)],
  about: 'stores since when a post is offered, to whom, with which topic and level',
  run: (_services, event) =>
    recordInterval(Offer, event, {
      owner: 'postId',
      factsOf: (set, before) => ({
        isOffered: set.has('status') ? set.get('status') === 'published' : (before?.isOffered ?? false),
        audienceTeamIds: set.get('audienceTeamIds') ?? before?.audienceTeamIds ?? [],
        topicId: (set.has('topicId') ? set.get('topicId') : before?.topicId) ?? null,
        level: set.get('level') ?? before?.level,
      }),
    }),
};
