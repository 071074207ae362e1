import { change } from '../events/index.js';
import { targetProblem } from '../links/index.js';
import { ChangedMeanwhile, InvalidInput, NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { authorize, findPeople, personIdOf, isAuthorized, type Actor } from '../people/index.js';
import { findTactics, hasFunnel } from '../strategy/index.js';
import { getPost } from './get-post.js';
import { isOver } from './last-day.js';
import { isPlacedElsewhere } from './placements.js';
import { Post, type PostRecord } from './post.model.js';
import { nextStatus, ruleOf, writersOf, type LinkChange, type PostAction } from './post-lifecycle.js';
import { changedWords, historyWith, proposedChanges, withProposal } from './proposal.js';
import type { StoredPost } from './studio-posts.js';

/** The most characters of a note. */
const longestNote = 1000;

export interface Move {
  postId: string;
  action: PostAction;
  actor: Actor;
  note?: string;
  /** The revision that the person saw: refused when the post has changed since. */
  revision?: number;
  /** Other fields to change, perhaps depending on the post as it is now. */
  set?: Partial<PostRecord> | ((post: StoredPost) => Promise<Partial<PostRecord>>);
}

/**
 * All changes of posts go through this function. It checks the lifecycle table, then changes the post
 * if it has not changed since it was read. Of two at the same time one wins.
 * @throws NotFound, Forbidden; InvalidInput for a missing note; NotAllowedNow with the reason
 */
export async function movePost(services: Services, move: Move): Promise<void> {
  const rule = ruleOf(move.action);
  const { actor } = move;
  authorize(actor, rule.by === 'clock' ? 'run-jobs' : rule.by);
  const by = personIdOf(actor);

  const post = await getPost(move.postId);
  const isStale = move.revision !== undefined && move.revision !== post.revision;
  const next = nextStatus(move.action, post);
  if (!next) {
    // Who looked at a proposal wants to know who was first with it.
    if (rule.proposal && isStale) throw await changedMeanwhile(move.postId, by);
    const isWithout = rule.proposal && rule.next[post.status];
    throw new NotAllowedNow(isWithout ? 'posts.no-proposal' : `posts.now-${post.status}`);
  }
  const given = typeof move.set === 'function' ? await move.set(post) : move.set;
  const set = { ...(rule.takesProposal && { ...proposedChanges(post), proposed: null }), ...given };
  const after = { ...post, ...set };
  if (rule.untilLastDay && (await isOver(services, after))) throw new NotAllowedNow('posts.last-day-over');
  const linkProblem = rule.checksLink && (await targetProblem(after.link));
  if (linkProblem) throw new NotAllowedNow(linkProblem);
  const tacticProblem = rule.checksTactic && (await missingTactic(after));
  if (tacticProblem) throw new NotAllowedNow(tacticProblem);
  const text = { writerIds: writersOf(move.action, post) };
  if (rule.notOwn && !isAuthorized(actor, 'approve-posts', text)) throw new NotAllowedNow('posts.own-words');
  if (isStale) throw await changedMeanwhile(move.postId, by);
  const note = move.note?.trim() ?? '';
  if (rule.note && !note) throw new InvalidInput({ note: 'posts.note-missing' });
  if (note.length > longestNote)
    throw new InvalidInput({ note: { key: 'posts.note-too-long', values: { max: longestNote } } });

  const at = services.clock.now();
  const linkState = linkStateAfter(rule.links, after);
  const words = changedWords(withProposal(post), withProposal(after));
  const writers = [
    ...(rule.takesProposal ? (post.proposed?.writerIds ?? []) : []),
    ...(rule.writes ? [by] : []),
  ];
  await change(services, Post, {
    doc: post,
    type: rule.eventType,
    by,
    set: {
      ...set,
      status: next,
      // Lists show what was changed last: to place a post changes nothing that its readers see.
      ...((move.action !== 'place' || next !== post.status) && { changedAt: at }),
      history: historyWith(post.history ?? [], { at, by, action: move.action, note, words }),
      ...(isPlacedElsewhere(post, after) && { placedRevision: post.revision + 1 }),
      ...(linkState && { linkState, linksPending: true }),
      // An earlier last day needs no approval, and also ends the links.
      ...(given?.lastDay !== undefined &&
        post.linkState &&
        next === 'published' &&
        !linkState && { 'linkState.lastDay': given.lastDay }),
    },
    ...(writers.length && { addToSet: { writerIds: writers } }),
  }).catch(async (error: unknown) => {
    throw error instanceof ChangedMeanwhile ? await changedMeanwhile(move.postId, by) : error;
  });
}

/**
 * The state of the post's links after this change; undefined when it does not change or the post has no links.
 * Only publishing changes their target, because only then is it approved. Links of a recalled post stay
 * `withdrawn` when its last day passes.
 */
function linkStateAfter(links: LinkChange | undefined, post: StoredPost) {
  if (!links) return undefined;
  const { link, title, imageUrl = null, lastDay = null, linkState, revision } = post;
  const next = { revision: revision + 1 };
  if (links === 'on') return { ...next, switchedOff: null, target: link, title, imageUrl, lastDay };
  if (!linkState) return undefined;
  const isWithdrawn = linkState.switchedOff === 'withdrawn';
  return { ...linkState, ...next, switchedOff: isWithdrawn ? ('withdrawn' as const) : links };
}

/** Why a post can't be approved as it is traced: its tactic has ended meanwhile, or it has none; null if it can. */
async function missingTactic({ tacticId, urgentReason, publishedAt }: StoredPost): Promise<string | null> {
  if (tacticId)
    return (await findTactics([tacticId])).get(tacticId.toString())?.isOpen ? null : 'posts.now-tactic-ended';
  return urgentReason || publishedAt || !(await hasFunnel()) ? null : 'posts.now-tactic-missing';
}

/** The error that names who changed the post last: this person, or somebody else. */
async function changedMeanwhile(postId: string, personId: string | null): Promise<ChangedMeanwhile> {
  const post = await Post.findById(postId, { history: { $slice: -1 } }).lean();
  const by = post?.history?.[0]?.by?.toString();
  if (by && by === personId) return new ChangedMeanwhile('posts.changed-by-you');
  const name = by && (await findPeople([by])).get(by)?.name;
  return new ChangedMeanwhile(
    name ? { key: 'posts.changed-by', values: { name } } : 'posts.changed-meanwhile',
  );
}
