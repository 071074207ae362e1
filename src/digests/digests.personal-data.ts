import { findPosts } from '../posts/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { DigestOffer } from './digest-offer.model.js';

export const digestsPersonalData: PersonalData[] = [
  {
    collection: 'digestoffers',
    words: 'digests.data-offers',
    async find(personId) {
      const offers = await DigestOffer.find({ personId }).sort({ at: 1 }).lean();
      const posts = await findPosts(offers.flatMap(({ postIds }) => postIds.map(String)));
      return offers.map(({ at, week, postIds }) => ({
        at,
        week,
        titles: postIds.map((id) => posts.get(id.toString())?.title ?? ''),
      }));
    },
  },
];
