import type { Reaction } from '../events/index.js';
import { postLabelNames } from '../links/index.js';
import { postEventTypes } from '../posts/index.js';
import { recordInterval, type IntervalModel } from './intervals.js';
import { Offer } from './offer.model.js';

export const offers = {
  model: Offer as unknown as IntervalModel,
  owner: 'postId',
  facts: {
    ...{ status: 'draft', title: '', link: '', suggestedCopy: [], language: '' },
    ...{ audienceTeamIds: [], lastDay: null },
    ...Object.fromEntries(postLabelNames.map((label) => [label, null])),
  },
};

/** Stores what a post offers to whom since when. */
export const offerReaction: Reaction = {
  name: 'offers',
  to: ['post.drafted', ...postEventTypes],
  about: 'stores what a post offers, to whom, and since when',
  run: (_services, event) => recordInterval(offers, event),
};
