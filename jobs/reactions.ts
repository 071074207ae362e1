import type { Reaction } from '../src/events/index.js';
import { noticesReaction } from '../src/notifications/index.js';
import { erasureReaction } from '../src/personal-data/index.js';
import {
  membershipReaction,
  offerReaction,
  participationReaction,
  pauseReaction,
} from '../src/participation/index.js';
import { leaversThanksReaction } from '../src/recognition/index.js';
import { placementReaction } from '../src/sharing/index.js';
import { noticeKinds } from './notices.js';

/** Everything that follows from events. The table in docs/develop/add-a-kind-with-history.md is printed from here. */
export const reactions: Reaction[] = [
  membershipReaction,
  participationReaction,
  pauseReaction,
  offerReaction,
  placementReaction,
  leaversThanksReaction,
  noticesReaction(noticeKinds),
  erasureReaction,
];
