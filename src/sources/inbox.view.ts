import { pictureOf, type StoredPictures } from '../files/index.js';
import type { PostBrief } from '../posts/index.js';
import { enumerationText } from '../platform/text/formats.js';
import { draftsDropUtm, utmIn } from './publisher-utm.js';
import { inboxStatuses } from './inbox-item.model.js';
import type { ListedFeed } from './manage-feeds.js';
import type { InboxQuery, ListedItem } from './list-inbox.js';

interface Known {
  posts: Map<string, PostBrief>;
  pictures: StoredPictures;
  feeds: ListedFeed[];
  locale: string;
}

/** A row of the inbox; `post` was made from it. */
export function inboxRow(item: ListedItem, { posts, pictures, feeds, locale }: Known) {
  const { title, link, summary, language, publishedAt, source } = item;
  const post = item.postId ? posts.get(item.postId) : undefined;
  return {
    id: item._id.toString(),
    picture: pictureOf({ id: item._id.toString(), imageUrl: item.imageUrl }, pictures),
    title,
    link,
    summary,
    language: language ?? '',
    publishedAt: publishedAt ?? null,
    arrivedAt: item.arrivedAt,
    source,
    status: item.status,
    utm: utmNote(item, feeds, locale),
    post: post ? { id: post.id, title: post.title, status: `posts.status-${post.status}` } : null,
  };
}

/** Which campaign parameters of the publisher the link of an item has, and what a draft does with them. */
function utmNote({ link, status, feedId }: ListedItem, feeds: ListedFeed[], locale: string) {
  const names = status === 'used' ? [] : utmIn(link);
  if (!names.length) return null;
  const feed = feeds.find(({ _id }) => feedId && _id.equals(feedId));
  const choice = draftsDropUtm(feedId, feed) ? 'drop' : 'keep';
  return { word: `sources.item-utm-${choice}`, count: names.length, names: enumerationText(locale, names) };
}

/** The choices of the inbox's filter, with the selected ones. */
export function inboxFilter(query: InboxQuery, feeds: ListedFeed[], say: (word: string) => string) {
  const chosen = query.feedId === null ? 'pages' : (query.feedId ?? '');
  const option = (value: string, label: string) => ({ value, label, selected: value === chosen });
  return {
    statuses: inboxStatuses.map((value) => ({
      value,
      label: say(`sources.status-${value}`),
      selected: value === query.status,
    })),
    feeds: [
      option('', say('sources.filter-all')),
      ...feeds.map((feed) => option(feed._id.toString(), feed.title)),
      option('pages', say('sources.filter-pages')),
    ],
  };
}

/** The filter of the inbox as parameters of an address. */
export const inboxParameters = ({ status, feedId }: InboxQuery): Record<string, string> => ({
  ...(status !== 'new' && { status }),
  ...(feedId !== undefined && { feed: feedId ?? 'pages' }),
});
