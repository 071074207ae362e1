import type { Person } from '../people/index.js';
import type { OfferedPost } from '../posts/index.js';
import { networks, type NetworkName } from '../sharing/index.js';
import type { FeedPage } from './get-feed.js';
import type { Outcome } from './get-results.js';
import { relativeTime } from './relative-time.js';
import { totalOf } from './results.view.js';

const soon = 14 * 24 * 60 * 60 * 1000;

/** Of a post that ends with tomorrow it lies in tomorrow. */
const lastMoment = (end: Date) => new Date(end.getTime() - 1);

type Reader = Pick<Person, 'language' | 'timeZone'>;

/** What a card of the feed prints. Ages are in words of the reader's language, and by the days of their zone. */
export function cardOf(post: OfferedPost, { language: lang, timeZone: zone }: Reader, now: Date) {
  const endsSoon = post.endsAt && post.endsAt.getTime() - now.getTime() <= soon;
  return {
    id: post.id,
    title: post.title,
    words: post.suggestedCopy[0] ?? post.summary,
    language: post.language,
    isForeign: post.language.split('-')[0] !== lang.split('-')[0],
    topic: post.topic?.name ?? '',
    publishedAt: post.publishedAt.toISOString(),
    age: relativeTime(lang, zone, post.publishedAt, now),
    ends: endsSoon ? relativeTime(lang, zone, lastMoment(post.endsAt!), now) : '',
  };
}

/** What a row of what was shared prints. */
export function sharedRows(shared: FeedPage['shared'], lang: string) {
  const list = new Intl.ListFormat(lang, { type: 'conjunction' });
  return shared.map(({ id, title, language, sharedOn, visitors }) => ({
    id,
    title,
    language,
    visitors,
    sharedOn: list.format(sharedOn.map((name) => networks[name].label)),
  }));
}

/** The button of the one thing to share: to the network this person used last. */
export const pickNetwork = (last: NetworkName | null) => (last ? networks[last].label : '');

/** The topics one can narrow the feed to, the way back to all of them first. */
export const topicChips = (topics: FeedPage['topics'], chosen: string | null) =>
  topics.map(({ id, name }) => ({ name, href: `/feed?topic=${id}`, current: id === chosen }));

/** The sentence about the last seven days, by what there is to say: the first link, nothing yet, or visitors. */
export function weekOf(week: Outcome, hasShared: boolean) {
  return {
    word: week.visitors ? 'feed.week-visitors' : hasShared ? 'feed.week-quiet' : 'feed.week-first',
    note: week.visitors ? 'feed.week-conversions' : '',
    visitors: week.visitors,
    conversions: totalOf(week.conversions),
    hasResults: hasShared,
  };
}
