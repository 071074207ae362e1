import type { OffReason } from '../links/index.js';
import { permissions, permits, type Action as Permission, type Role } from '../people/index.js';

export const postStatuses = ['draft', 'in-review', 'approved', 'published', 'expired', 'recalled'] as const;
export type PostStatus = (typeof postStatuses)[number];

/** What tracked links do after an action: lead on, or say why not. */
export type LinkChange = 'on' | OffReason;

interface Rule {
  /** From which status to which. What is not here is not allowed. */
  next: Partial<Record<PostStatus, PostStatus>>;
  /** Who may: holders of this permission, or the clock alone. */
  by: Permission | 'clock';
  /** Not for anyone who wrote what the post now says. */
  notOwn?: true;
  /** A note must be left: why. */
  note?: true;
  /** Who does it can't approve what the post says then. */
  writes?: true;
  /** From these only while its tracked links lead on, as they do for a post that was published and then changed. */
  whileLinksLeadOn?: readonly PostStatus[];
  /** Not once its last day is over. */
  untilLastDay?: true;
  /** What its tracked links do from then on. */
  links?: LinkChange;
}

/**
 * The life of a post, action by action: the truth about it. `revise` changes what an advocate shares (its link
 * or its words) or offers it to more people or for longer, `adjust` changes anything else; neither is an action that a person picks: they edit.
 * `expire-links` ends the links of a post whose change waits for approval or publication, on the last day that was approved before it.
 */
export const postLifecycle = {
  submit: { next: { draft: 'in-review' }, by: 'draft-posts', untilLastDay: true },
  approve: { next: { 'in-review': 'approved' }, by: 'approve-posts', notOwn: true, untilLastDay: true },
  return: { next: { 'in-review': 'draft' }, by: 'approve-posts', note: true },
  publish: { next: { approved: 'published' }, by: 'clock', untilLastDay: true, links: 'on' },
  expire: {
    next: { published: 'expired', approved: 'expired', 'in-review': 'expired', draft: 'expired' },
    whileLinksLeadOn: ['draft'],
    by: 'clock',
    links: 'expired',
  },
  'expire-links': {
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved' },
    whileLinksLeadOn: ['draft', 'in-review', 'approved'],
    by: 'clock',
    links: 'expired',
  },
  recall: {
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
  restore: { next: { expired: 'in-review', recalled: 'in-review' }, by: 'draft-posts', writes: true },
  revise: {
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'in-review', published: 'in-review' },
    by: 'draft-posts',
    writes: true,
  },
  adjust: {
    next: { draft: 'draft', 'in-review': 'in-review', approved: 'approved', published: 'published' },
    by: 'draft-posts',
  },
} as const satisfies Record<string, Rule>;

export type PostAction = keyof typeof postLifecycle;
export const postActions = Object.keys(postLifecycle) as PostAction[];

/** The rule of an action, in its general shape. */
export const ruleOf = (action: PostAction): Rule => postLifecycle[action];

/** What of a post says which actions are possible. */
export interface PostState {
  status: PostStatus;
  /** What its tracked links do; null or absent before it was first published. */
  linkState?: { switchedOff?: OffReason | null } | null;
}

/** The status that this action leads to; undefined when it is not possible now. */
export function nextStatus(action: PostAction, { status, linkState }: PostState): PostStatus | undefined {
  const { next, whileLinksLeadOn } = ruleOf(action);
  const leadOn = linkState && !linkState.switchedOff;
  return whileLinksLeadOn?.includes(status) && !leadOn ? undefined : next[status];
}

/** The actions that this person can take on the post now; never those of the clock. */
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

/** The table as Markdown, for the documentation. */
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
