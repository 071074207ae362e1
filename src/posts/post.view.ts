import { enumerationText, languageText } from '../platform/text/formats.js';
import { pictureOf, type StoredPictures } from '../files/index.js';
import type { Person } from '../people/index.js';
import type { TacticBrief } from '../strategy/index.js';
import { openActions, type PostAction, type PostStatus } from './post-lifecycle.js';
import type { ChangedWords } from './proposal.js';
import type { StoredPost } from './studio-posts.js';
import type { TopicView } from './topics.js';

/** What a page about posts prints of other things, by id; pictures by address. */
export interface Names {
  people: Map<string, Person>;
  topics: Map<string, TopicView>;
  tactics: Map<string, TacticBrief>;
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

/** The action whose note matters in this state: of a return that was not answered yet, or of a recall. */
function notedAction({ status, proposed }: StoredPost) {
  if (status === 'draft') return 'return';
  if (status === 'recalled') return 'recall';
  return status === 'published' && proposed?.status === 'returned' ? 'return-proposal' : null;
}

/** The status of the post, with that of its proposed change, as the key of its text. */
function statusOf(post: StoredPost, isReturned: boolean): string {
  if (isReturned && post.status === 'draft') return 'posts.status-returned';
  const proposal = post.status === 'published' && post.proposed;
  return `posts.status-${post.status}${proposal ? `-proposal-${proposal.status}` : ''}`;
}

/** The note of who returned the post or its proposed change, or recalled the post; null in any other status. */
export function noteOf(post: StoredPost, { people }: Pick<Names, 'people'>) {
  const action = notedAction(post);
  const entry = action && lastOf(post, action);
  return entry ? { action, text: entry.note, name: people.get(String(entry.by))?.name ?? '' } : null;
}

/** A post as a row in a list. */
export function postRow(post: StoredPost, names: Names) {
  const note = noteOf(post, names);
  const isReturned = note !== null && note.action !== 'recall';
  const id = post._id.toString();
  const topic = names.topics.get(String(post.topicId));
  return {
    href: `/studio/posts/${id}`,
    picture: pictureOf({ id, imageUrl: post.imageUrl, topic }, names.pictures),
    title: post.title,
    badge: isReturned ? 'returned' : badges[post.status],
    status: statusOf(post, isReturned),
    author: names.people.get(post.authorId.toString())?.name ?? '',
    topic: topic ? { name: topic.name, colour: topic.colour } : null,
    facts: factsOf(post),
    note,
  };
}

/** A version of a post as advocates see it: as it is published, or as it is proposed. */
export function versionView(post: StoredPost, names: Names, locale: string) {
  const id = post._id.toString();
  const topic = names.topics.get(String(post.topicId));
  return {
    picture: pictureOf({ id, imageUrl: post.imageUrl, topic }, names.pictures),
    topic: topic ? { name: topic.name, colour: topic.colour } : null,
    title: post.title,
    link: post.link,
    host: new URL(post.link).host,
    summary: post.summary,
    suggestedCopy: post.suggestedCopy,
    language: { tag: post.language, name: languageText(locale, post.language) },
  };
}

/** A post on its own page, for this person. */
export function postPage(post: StoredPost, names: Names, person: Person, locale: string) {
  const open = openActions(post, person);
  const may = (action: PostAction) => open.includes(action);
  return {
    ...postRow(post, names),
    ...versionView(post, names, locale),
    may: {
      submit: may('submit'),
      approve: may('approve'),
      return: may('return'),
      recall: may('recall'),
      restore: may('restore'),
      adjust: may('adjust'),
      approveProposal: may('approve-proposal'),
      returnProposal: may('return-proposal'),
      withdrawProposal: may('withdraw-proposal'),
    },
    // An earlier release took it out of the feed when it was changed; only its links are still on.
    recallsLinksOnly: post.status === 'draft' || post.status === 'in-review',
    // Shows an approver why they can't approve this post.
    ownWords: (may('return') && !may('approve')) || (may('return-proposal') && !may('approve-proposal')),
    thankAuthor: post.authorId.toString() === person.id ? '' : `/thanks/new?about=${post._id.toString()}`,
    revision: post.revision,
    imageUrl: post.imageUrl,
    level: `common.level-${post.level}`,
    teams: enumerationText(
      locale,
      (post.audienceTeamIds ?? []).map((id) => names.teams.get(id.toString()) ?? ''),
    ),
    tactic: names.tactics.get(String(post.tacticId)) ?? null,
    urgentReason: post.urgentReason ?? '',
    campaign: post.campaign,
    publishAt: post.publishAt,
    publishedAt: post.publishedAt,
    lastDay: post.lastDay,
    history: historyView(post, names),
    hasChangedWords: post.history?.some(({ words }) => words?.length) ?? false,
  };
}

/** Who did what to a post, the latest first. */
export const historyView = (post: StoredPost, names: Names) =>
  [...(post.history ?? [])].reverse().map(({ at, by, action, note, words }) => ({
    at,
    iso: at.toISOString(),
    did: `posts.did-${action}`,
    name: by ? (names.people.get(by.toString())?.name ?? '') : '',
    note,
    words: (words ?? []) as ChangedWords[],
  }));
