import { enumerationText, languageText } from '../platform/text/formats.js';
import { pictureOf, type StoredPictures } from '../files/index.js';
import type { Person } from '../people/index.js';
import { openActions, type PostAction, type PostStatus } from './post-lifecycle.js';
import type { StoredPost } from './studio-posts.js';
import type { TopicView } from './topics.js';

/** What a page about posts prints of other things, by id; pictures by address. */
export interface Names {
  people: Map<string, Person>;
  topics: Map<string, TopicView>;
  teams: Map<string, string>;
  pictures: StoredPictures;
}

const badges: Record<PostStatus, string> = {
  draft: 'draft',
  'in-review': 'review',
  approved: 'scheduled',
  published: 'published',
  expired: 'expired',
  recalled: 'recalled',
};

interface Fact {
  key: string;
  /** A moment, or a day. */
  at: Date | string;
  style: 'day' | 'time';
}

/** The dates of the post that matter in its current status. */
function factsOf(post: StoredPost): Fact[] {
  const fact = (name: string, at: Date | string | null | undefined, style: Fact['style'] = 'time') =>
    at ? [{ key: `posts.fact-${name}`, at, style }] : [];
  const until = fact('until', post.lastDay, 'day');
  const facts: Record<PostStatus, Fact[]> = {
    draft: fact('changed', post.changedAt),
    'in-review': fact('in-review', post.changedAt),
    approved: [...fact('publishes', post.publishAt), ...until],
    published: [...fact('published', post.publishedAt), ...until],
    expired: fact('expired', post.lastDay, 'day'),
    recalled: fact('recalled', post.changedAt),
  };
  return facts[post.status];
}

const lastOf = (post: StoredPost, action: PostAction) =>
  post.history?.filter((entry) => entry.action === action).at(-1);

/** The note of the editor who returned or recalled the post; null in any other status. */
export function noteOf(post: StoredPost, { people }: Pick<Names, 'people'>) {
  const action = post.status === 'draft' ? 'return' : post.status === 'recalled' ? 'recall' : null;
  const entry = action && lastOf(post, action);
  return entry ? { action, text: entry.note, name: people.get(String(entry.by))?.name ?? '' } : null;
}

/** A post as a row in a list. */
export function postRow(post: StoredPost, names: Names) {
  const note = noteOf(post, names);
  const returned = note?.action === 'return';
  const id = post._id.toString();
  const topic = names.topics.get(String(post.topicId));
  return {
    href: `/studio/posts/${id}`,
    picture: pictureOf({ id, imageUrl: post.imageUrl, topic }, names.pictures),
    title: post.title,
    badge: returned ? 'returned' : badges[post.status],
    status: returned ? 'posts.status-returned' : `posts.status-${post.status}`,
    author: names.people.get(post.authorId.toString())?.name ?? '',
    topic: topic ? { name: topic.name, colour: topic.colour } : null,
    facts: factsOf(post),
    note,
  };
}

/** A post on its own page, for this person. */
export function postPage(post: StoredPost, names: Names, person: Person, locale: string) {
  const writerIds = post.writerIds.map(String);
  const open = openActions({ status: post.status, writerIds, linkState: post.linkState }, person);
  const may = Object.fromEntries(
    (['submit', 'approve', 'return', 'recall', 'restore', 'adjust'] as const).map((action) => [
      action,
      open.includes(action),
    ]),
  );
  return {
    ...postRow(post, names),
    may,
    // It left the feed when it was changed; only its links are still on.
    recallsLinksOnly: post.status === 'draft' || post.status === 'in-review',
    // Shows an approver why they can't approve this post.
    ownWords: post.status === 'in-review' && may.return && !may.approve,
    revision: post.revision,
    link: post.link,
    host: new URL(post.link).host,
    summary: post.summary,
    imageUrl: post.imageUrl,
    suggestedCopy: post.suggestedCopy,
    language: { tag: post.language, name: languageText(locale, post.language) },
    level: `common.level-${post.level}`,
    teams: enumerationText(
      locale,
      (post.audienceTeamIds ?? []).map((id) => names.teams.get(id.toString()) ?? ''),
    ),
    campaign: post.campaign,
    publishAt: post.publishAt,
    publishedAt: post.publishedAt,
    lastDay: post.lastDay,
    history: [...(post.history ?? [])].reverse().map(({ at, by, action, note }) => ({
      at,
      iso: at.toISOString(),
      did: `posts.did-${action}`,
      name: by ? (names.people.get(by.toString())?.name ?? '') : '',
      note,
    })),
  };
}
