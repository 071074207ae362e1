import type { OffReason } from '../links/index.js';
import { permissions, permits, type Action as Permission, type Role } from '../people/index.js';

export const postStatuses = ['draft', 'in-review', 'approved', 'published', 'expired', 'recalled'] as const;
export type PostStatus = (typeof postStatuses)[number];

/** The state of tracked links after an action: on, or the reason why they are off. */
export type LinkChange = 'on' | OffReason;

interface Rule {
  /** The type of the event that records it. */
  eventType: string;
  /** The next status for each current status. Other statuses do not allow the action. */
  next: Partial<Record<PostStatus, PostStatus>>;
  /** Who may do it: people with this permission, or only the clock. */
  by: Permission | 'clock';
  /** Not allowed for the writers of the current text. */
  notOwn?: true;
  /** A note with the reason is required. */
  note?: true;
  /** The person who does it becomes a writer, and can't approve the post. */
  writes?: true;
  /** From these statuses only while the tracked links are on, as for a post that was published and then changed. */
  whileLinksLeadOn?: readonly PostStatus[];
  /** Not allowed after its last day. */
  untilLastDay?: true;
  /** The state of its tracked links afterwards. */
  links?: LinkChange;
}

/**
 * The life of a post: all actions and their rules. `revise` changes what an advocate shares (link or text) or
 * offers it to more people or for longer; `adjust` changes anything else. People don't choose either of them: they
 * edit. `expire-links` ends the links of a post whose change waits for approval or publication, on the last day
 * that was approved. `move-audience` offers it to the team that one of its teams was merged into.
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
  },
  return: { eventType: 'post.returned', next: { 'in-review': 'draft' }, by: 'approve-posts', note: true },
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
  },
  revise: {
    eventType: 'post.revised',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'in-review', published: 'in-review' },
    by: 'draft-posts',
    writes: true,
  },
  adjust: {
    eventType: 'post.adjusted',
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved', published: 'published' },
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
}

/** The status after this action; undefined when the action is not possible now. */
export function nextStatus(action: PostAction, { status, linkState }: PostState): PostStatus | undefined {
  const { next, whileLinksLeadOn } = ruleOf(action);
  const leadOn = linkState && !linkState.switchedOff;
  return whileLinksLeadOn?.includes(status) && !leadOn ? undefined : next[status];
}

/** The actions that this person can take on the post now, without those of the clock. */
export function openActions(
  post: PostState & { writerIds: string[] },
  person: { id: string; roles: readonly Role[] },
): PostAction[] {
  return postActions.filter((action) => {
    const rule = ruleOf(action);
    if (!nextStatus(action, post) || rule.by === 'clock' || !permits(person.roles, rule.by)) return false;
    return !(rule.notOwn && post.writerIds.includes(person.id));
  });
}

/** The lifecycle as a Markdown table for the documentation. */
export function lifecycleTable(): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const who = ({ by, notOwn }: Rule) =>
    by === 'clock' ? 'the clock' : permissions[by].join(', ') + (notOwn ? '; never what they wrote' : '');
  return [
    row(['Action', 'Who', ...postStatuses]),
    row(['---', '---', ...postStatuses.map(() => '---')]),
    ...postActions.map((action) => {
      const rule = ruleOf(action);
      const name = rule.note ? `${action} (with a note)` : action;
      const cell = (status: PostStatus) =>
        (rule.next[status] ?? '') +
        (rule.whileLinksLeadOn?.includes(status) ? ' (while its links lead on)' : '');
      return row([name, who(rule), ...postStatuses.map(cell)]);
    }),
  ].join('\n');
}
