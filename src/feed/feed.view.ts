import { pictureOf, type StoredPictures } from '../files/index.js';
import type { Person } from '../people/index.js';
import type { OfferedPost } from '../posts/index.js';
import { sumOfCounts } from '../platform/data/sums.js';
import { listText } from '../platform/text/formats.js';
import { relativeTime } from '../platform/text/relative-time.js';
import { firstWords, networkLabel, type NetworkName } from '../sharing/index.js';
import type { FeedPage } from './get-feed.js';
import type { Outcome } from './get-results.js';

const soon = 14 * 24 * 60 * 60 * 1000;

/** The last moment before the end: a post that ends at midnight still ends on its last day. */
const lastMoment = (end: Date) => new Date(end.getTime() - 1);

/** `locale` has the reader's language. */
type Reader = Pick<Person, 'id' | 'language' | 'timeZone'> & { locale: string };

/** What a card of the feed prints. Ages are in words of the reader's language, and by the days of their zone. */
export function cardOf(
  post: OfferedPost,
  { id: personId, language: lang, locale, timeZone: zone }: Reader,
  { now, pictures }: { now: Date; pictures: StoredPictures },
) {
  const endsSoon = post.endsAt && post.endsAt.getTime() - now.getTime() <= soon;
  return {
    id: post.id,
    picture: pictureOf(post, pictures),
    title: post.title,
    words: firstWords(personId, post, '').words || post.summary,
    language: post.language,
    isForeign: post.language.split('-')[0] !== lang.split('-')[0],
    topic: post.topic && { name: post.topic.name, colour: post.topic.colour },
    publishedAt: post.publishedAt.toISOString(),
    age: relativeTime(locale, zone, post.publishedAt, now),
    ends: endsSoon ? relativeTime(locale, zone, lastMoment(post.endsAt!), now) : '',
  };
}

/** What a row of a shared post prints. */
export function sharedRows(shared: FeedPage['shared'], locale: string) {
  return shared.map(({ id, title, language, sharedOn, visitors }) => ({
    id,
    title,
    language,
    visitors,
    sharedOn: listText(
      locale,
      sharedOn.map((name) => networkLabel(name, locale)),
    ),
  }));
}

/** The network that the main button names: the one this person used last, or none yet. */
export const pickNetwork = (last: NetworkName | null, locale: string) =>
  last && { name: last, label: networkLabel(last, locale) };

/** The keys of the words that ask to read the guidelines; null for a person who agreed to the version in force. */
export const guidelineCard = (state: 'current' | 'earlier' | 'none') =>
  state === 'current'
    ? null
    : state === 'earlier'
      ? { heading: 'feed.guideline-changed', text: 'feed.guideline-changed-text', action: 'feed.see-changes' }
      : { heading: 'feed.read-first', text: 'feed.read-first-text', action: 'feed.read-guidelines' };

/** The topics that the feed can be filtered by. */
export const topicChips = (topics: FeedPage['topics'], chosen: string | null) =>
  topics.map(({ id, name, colour }) => ({ name, colour, href: `/feed?topic=${id}`, current: id === chosen }));

/** The sentence about the last seven days: visitors, none yet, or an invitation to share a first link, if there is one. */
export function weekLine(week: Outcome, { hasShared, hasPosts }: { hasShared: boolean; hasPosts: boolean }) {
  const first = hasPosts ? 'feed.week-first' : 'feed.week-no-posts';
  return {
    word: week.visitors ? 'feed.week-visitors' : hasShared ? 'feed.week-quiet' : first,
    visitors: week.visitors,
    conversions: sumOfCounts(week.conversions),
    hasResults: hasShared,
  };
}
