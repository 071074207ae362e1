import { recordPastFacts } from '../participation/index.js';
import { createPastPosts } from '../posts/index.js';
import type { Services } from '../services.js';
import { offeredFrom, workdaysBefore, type Calendar } from './calendar.js';
import type { Cast } from './cast.js';
import { isEarlier, type PostIds } from './content-steps.js';
import { withIdsOf } from './fixed-ids.js';
import type { PeopleByMailbox } from './people.js';
import { organization } from './organization.js';

interface Written {
  calendar: Calendar;
  cast: Cast;
  made: PeopleByMailbox;
  topicIds: Map<string, string>;
  /** Those that there are; these are added. */
  postIds: PostIds;
}

/** Stores the posts whose history is plain and long ago, many at once. */
export async function loadEarlierPosts(
  services: Services,
  { calendar, cast, made, topicIds, postIds }: Written,
): Promise<void> {
  const earlier = cast.posts.filter(isEarlier);
  const posts = earlier.map((post) => {
    const { title, link, summary, copies: suggestedCopy, level, author, topic, daysAgo } = post;
    const { from, until } = offeredFrom(calendar, post);
    const before = (workdays: number, time: string) =>
      calendar.moment(workdaysBefore(calendar, daysAgo, workdays), time);
    return {
      ...{ title, link, summary, suggestedCopy, level, topicId: topicIds.get(topic)! },
      ...{ authorId: made.get(author)!.id, approverId: made.get('leila')!.id },
      ...{ draftedAt: before(4, '14:20'), submittedAt: before(3, '10:05'), approvedAt: before(1, '17:15') },
      ...{ publishedAt: from, endsAt: until! },
    };
  });
  const { timeZone: zone } = organization;
  const events = await withIdsOf('earlier posts', () => createPastPosts(services, { zone, posts }));
  for (const [n, post] of earlier.entries()) postIds.set(post, events[n]![0]!.of.slice('post/'.length));
  await recordPastFacts(events);
}
