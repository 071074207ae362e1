import { change, eraseValues } from '../events/index.js';
import { findPosts } from '../posts/index.js';
import { readAtOnce, type PersonalData } from '../platform/data/personal-data.js';
import { Share } from './share.model.js';

export const sharingPersonalData: PersonalData[] = [
  {
    collection: 'shares',
    words: 'sharing.data-shares',
    async find(personId) {
      const shares = await Share.find({ advocateId: personId }).sort({ at: 1 }).batchSize(readAtOnce).lean();
      const posts = await findPosts(shares.map(({ postId }) => postId.toString()));
      return shares.map(({ at, postId, network, caption, posted, confirmedAt = null, trackedUrl }) => ({
        at,
        title: posts.get(postId.toString())?.title ?? null,
        network,
        text: caption,
        posted,
        confirmedAt,
        link: trackedUrl,
      }));
    },
    leavesOut: {
      'as it was at each preparing, which is exported': [
        'topicId',
        'goalId',
        'tacticId',
        'level',
        'teamId',
        'locationId',
        'lastOpenedAt',
        'timesOpened',
        'preparing',
      ],
      'follows from the other fields': ['status', 'day', 'slug', 'campaign'],
      'technical, says nothing more': ['placedRevision'],
    },
    // Their texts are erased. That something was shared stays, as others' results are made of it.
    async erase(services, personId) {
      const shares = await Share.find({ advocateId: personId }).lean();
      for (const doc of shares.filter(({ caption }) => caption))
        await change(services, Share, { doc, type: 'share.erased', by: null, set: { caption: '' } });
      const documents = shares.map(({ _id }) => `share/${_id.toString()}`);
      await eraseValues(documents, (path) => path === 'caption');
    },
  },
];
