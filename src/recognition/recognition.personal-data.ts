import { changeCurrent } from '../events/index.js';
import { findPeople } from '../people/index.js';
import { findPosts } from '../posts/index.js';
import type { PersonalData } from '../platform/data/personal-data.js';
import { deleteThanks } from './delete-thanks.js';
import { blankThanks } from './move-thanks.js';
import { Thanks, type StoredThanks } from './thanks.model.js';

/** What somebody gave, then what they got; each by an index. */
const ofPerson = async (personId: string): Promise<StoredThanks[]> => [
  ...(await Thanks.find({ fromId: personId }).sort({ day: 1, place: 1 }).lean<StoredThanks[]>()),
  ...(await Thanks.find({ toId: personId }).sort({ at: 1 }).lean<StoredThanks[]>()),
];

export const recognitionPersonalData: PersonalData[] = [
  {
    collection: 'thanks',
    words: 'recognition.data-thanks',
    async find(personId) {
      const all = await ofPerson(personId);
      const ids = all.flatMap(({ fromId, toId }) => [fromId.toString(), toId.toString()]);
      const people = await findPeople([...new Set(ids)]);
      const posts = await findPosts(all.flatMap(({ postId }) => postId?.toString() ?? []));
      return all.map(({ fromId, toId, text, area, postId, at, status, shownAt = null, reason = null }) => ({
        at,
        from: people.get(fromId.toString())?.name ?? null,
        to: people.get(toId.toString())?.name ?? null,
        text,
        area,
        title: posts.get(String(postId))?.title ?? null,
        status,
        shownAt,
        reason,
      }));
    },
    leavesOut: { 'counts towards the limit of a day': ['day', 'place'] },
    // Both what they gave and what they got: either names them.
    async erase(services, personId) {
      for (const { _id } of await ofPerson(personId)) {
        const blank = { type: 'thanks.erased', by: null, ...blankThanks };
        const thanks = await changeCurrent(services, Thanks, { _id }, () => blank);
        await deleteThanks(services, thanks as unknown as StoredThanks);
      }
    },
  },
];
