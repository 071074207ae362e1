import type { OffReason } from '../links/index.js';
import { isAuthorized, type Action as Permission, type SignedIn } from '../people/index.js';

export const postStatuses = ['draft', 'in-review', 'approved', 'published', 'expired', 'recalled'] as const;
export type PostStatus = (typeof postStatuses)[number];

/** The states of a proposed change of a published post: it waits for an approver, or one returned it. */
export const proposalStatuses = ['in-review', 'returned'] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

/** The state of tracked links after an action: on, or the reason why they are off. */
export type LinkChange = 'on' | OffReason;

export interface Rule {
  /** The type of the event that records it. */
  eventType: string;
  /** The next status for each current status. Other statuses do not allow the action. */
  next: Partial<Record<PostStatus, PostStatus>>;
  /** Who may do it: people with this permission, or only the clock. */
  by: Permission | 'clock';
  /** The limit of `approve-posts` applies: not allowed for the writers of the text that it is about. */
  notOwn?: true;
  /** A note with the reason is required. */
  note?: true;
  /** The person who does it becomes a writer, and can't approve the post. */
  writes?: true;
  /** About the proposed change: only while there is one in one of these states. */
  proposal?: readonly ProposalStatus[];
  /** What was proposed becomes part of the post, and its writers are writers of the post. */
  takesProposal?: true;
  /**
   * From these statuses only while the tracked links are on. Earlier releases sent a published post back to review
   * when it was changed, and did not store its approved words, so such posts have to be approved or recalled.
   */
  whileLinksLeadOn?: readonly PostStatus[];
  /** Not allowed after the last day that the post has then. */
  untilLastDay?: true;
  /** Not allowed while its tactic has ended, or without one if it has none and is not urgent. */
  checksTactic?: true;
  /** Not allowed while its link leads to a host that the organization does not allow any more. */
  checksLink?: true;
  /** The state of its tracked links afterwards. */
  links?: LinkChange;
}

/**
 * The life of a post: all actions and their rules. `revise` changes what an advocate shares (link or text) or
 * offers it to more people or for longer; of a published post, `propose` stores such a change until it is approved;
 * `adjust` changes anything else. People don't choose between these three: they edit. `expire-links` ends the links of
 * a post that an earlier release sent back to review, on the last day that was approved. `move-audience` offers it to
 * the team that one of its teams was merged into. `place` gives it to a tactic.
 */
export const postLifecycle = {
  submit: {
    eventType: 'post.submitted',
    next: { draft: 'in-review' },
    by: 'draft-posts',
    untilLastDay: true,
  },
  approve: {
    eventType: 'post.approved',
    next: { 'in-review': 'approved' },
    by: 'approve-posts',
    notOwn: true,
    untilLastDay: true,
    checksLink: true,
    checksTactic: true,
  },
  return: { eventType: 'post.returned', next: { 'in-review': 'draft' }, by: 'return-posts', note: true },
  publish: {
    eventType: 'post.published',
    next: { approved: 'published' },
    by: 'clock',
    untilLastDay: true,
    links: 'on',
  },
  expire: {
    eventType: 'post.expired',
    next: { published: 'expired', approved: 'expired', 'in-review': 'expired', draft: 'expired' },
    whileLinksLeadOn: ['draft'],
    by: 'clock',
    links: 'expired',
  },
  'expire-links': {
    eventType: 'post.links-expired',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved' },
    whileLinksLeadOn: ['draft', 'in-review', 'approved'],
    by: 'clock',
    links: 'expired',
  },
  recall: {
    eventType: 'post.recalled',
    next: {
      approved: 'recalled',
      published: 'recalled',
      expired: 'recalled',
      draft: 'recalled',
      'in-review': 'recalled',
    },
    whileLinksLeadOn: ['draft', 'in-review'],
    by: 'work-in-studio',
    note: true,
    links: 'withdrawn',
  },
  restore: {
    eventType: 'post.restored',
    next: { expired: 'in-review', recalled: 'in-review' },
    by: 'draft-posts',
    writes: true,
    // A post that is not offered has one text, which is reviewed as a whole.
    takesProposal: true,
  },
  revise: {
    eventType: 'post.revised',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'in-review' },
    by: 'draft-posts',
    writes: true,
  },
  propose: { eventType: 'post.proposed', next: { published: 'published' }, by: 'draft-posts' },
  'approve-proposal': {
    eventType: 'post.proposal-approved',
    next: { published: 'published' },
    proposal: ['in-review'],
    by: 'approve-posts',
    notOwn: true,
    untilLastDay: true,
    checksLink: true,
    takesProposal: true,
    links: 'on',
  },
  'return-proposal': {
    eventType: 'post.proposal-returned',
    next: { published: 'published' },
    proposal: ['in-review'],
    by: 'return-posts',
    note: true,
  },
  'withdraw-proposal': {
    eventType: 'post.proposal-withdrawn',
    next: { published: 'published', expired: 'expired', recalled: 'recalled' },
    proposal: proposalStatuses,
    by: 'draft-posts',
  },
  adjust: {
    eventType: 'post.adjusted',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved', published: 'published' },
    by: 'draft-posts',
  },
  place: {
    eventType: 'post.placed',
    next: {
      draft: 'draft',
      'in-review': 'in-review',
      approved: 'in-review',
      published: 'published',
      expired: 'expired',
      recalled: 'recalled',
    },
    by: 'draft-posts',
  },
  'move-audience': {
    eventType: 'post.audience-moved',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved', published: 'published' },
    by: 'clock',
  },
} as const satisfies Record<string, Rule>;

export type PostAction = keyof typeof postLifecycle;
export const postActions = Object.keys(postLifecycle) as PostAction[];

/** The rule of an action, with all optional fields. */
export const ruleOf = (action: PostAction): Rule => postLifecycle[action];

/** The fields of a post that decide which actions are possible. */
export interface PostState {
  status: PostStatus;
  /** The state of its tracked links; null or missing before it was first published. */
  linkState?: { switchedOff?: OffReason | null } | null;
  /** The proposed change of the published post; null or missing if there is none. */
  proposed?: { status: ProposalStatus } | null;
}

/** The status after this action; undefined when the action is not possible now. */
export function nextStatus(
  action: PostAction,
  { status, linkState, proposed }: PostState,
): PostStatus | undefined {
  const { next, whileLinksLeadOn, proposal } = ruleOf(action);
  const leadOn = linkState && !linkState.switchedOff;
  if (whileLinksLeadOn?.includes(status) && !leadOn) return undefined;
  return proposal && !(proposed && proposal.includes(proposed.status)) ? undefined : next[status];
}

interface Written {
  writerIds: readonly unknown[];
  proposed?: { writerIds: readonly unknown[] } | null;
}

/** Who wrote the text that the action is about: that of the post, or the proposed one. */
export const writersOf = (action: PostAction, post: Written): readonly unknown[] =>
  ((ruleOf(action).proposal && post.proposed) || post).writerIds;

/** The actions that this person can take on the post now, without those of the clock. */
export function openActions(post: PostState & Written, person: SignedIn): PostAction[] {
  return postActions.filter((action) => {
    const rule = ruleOf(action);
    if (!nextStatus(action, post) || rule.by === 'clock') return false;
    return isAuthorized(person, rule.by, rule.notOwn && { writerIds: writersOf(action, post) });
  });
}
