import { pictureOf, type StoredPictures } from '../files/index.js';
import type { Person } from '../people/index.js';
import { networks } from '../sharing/index.js';
import type { FeedPage } from './get-feed.js';
import { relativeTime } from './relative-time.js';

const soon = 3 * 24 * 60 * 60 * 1000;

/** The last moment before the end: a post that ends at midnight still ends on its last day. */
const lastMoment = (end: Date) => new Date(end.getTime() - 1);

/** What a card of the feed prints. Ages are in words of the reader's language, and by the days of their zone. */
export function cardsOf(
  posts: FeedPage['posts'],
  { language: lang, timeZone: zone }: Pick<Person, 'language' | 'timeZone'>,
  { now, pictures }: { now: Date; pictures: StoredPictures },
) {
  const list = new Intl.ListFormat(lang, { type: 'conjunction' });
  return posts.map((post) => {
    const endsSoon = post.endsAt && post.endsAt.getTime() - now.getTime() <= soon;
    return {
      id: post.id,
      picture: pictureOf(post, pictures),
      title: post.title,
      summary: post.summary,
      language: post.language,
      topic: post.topic?.name ?? '',
      level: `common.level-${post.level}`,
      publishedAt: post.publishedAt.toISOString(),
      age: relativeTime(lang, zone, post.publishedAt, now),
      ends: endsSoon ? relativeTime(lang, zone, lastMoment(post.endsAt!), now) : '',
      sharedOn: list.format(post.sharedOn.map((name) => networks[name].label)),
    };
  });
}

/** The topics that the feed can be filtered by, beginning with the link to all of them. */
export const topicChips = (topics: FeedPage['topics'], chosen: string | null) =>
  topics.map(({ id, name }) => ({ name, href: `/feed?topic=${id}`, current: id === chosen }));
