import type { PersonalData } from '../platform/data/personal-data.js';
import { Post } from './post.model.js';

export const postsPersonalData: PersonalData[] = [
  {
    collection: 'posts',
    words: 'posts.data-posts',
    async find(personId) {
      const posts = await Post.find({ 'history.by': personId }).sort({ changedAt: 1 }).lean();
      return posts.flatMap(({ title, history = [] }) =>
        (history ?? [])
          .filter(({ by }) => by?.toString() === personId)
          .map(({ at, action, note }) => ({ at, happened: action, title, note: note ?? '' })),
      );
    },
    leavesOut: {
      'the words and settings of the organization': [
        'link',
        'summary',
        'imageUrl',
        'language',
        'suggestedCopy',
        'topicId',
        'tacticId',
        'goalId',
        'urgentReason',
        'level',
        'audienceTeamIds',
        'campaign',
        'utm',
        'placedRevision',
        'publishAt',
        'lastDay',
        'publishedAt',
        'status',
        'proposed',
      ],
      'follows from the history': ['authorId', 'writerIds'],
      'about its links': ['linkState', 'linksPending'],
    },
  },
];
