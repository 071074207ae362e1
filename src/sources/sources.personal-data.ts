import type { PersonalData } from '../platform/data/personal-data.js';
import { Feed, fetchedFields } from './feed.model.js';

export const sourcesPersonalData: PersonalData[] = [
  {
    collection: 'feeds',
    words: 'sources.data-feeds',
    async find(personId) {
      const feeds = await Feed.find({ addedBy: personId }).sort({ addedAt: 1 }).lean();
      return feeds.map(({ addedAt, title, url }) => ({ at: addedAt, title, link: url }));
    },
    leavesOut: {
      'what fetching the feed brings': fetchedFields.filter((field) => field !== 'title'),
      'a setting of the feed': ['publisherUtm'],
    },
  },
];
