export const roles = ['advocate', 'editor', 'approver', 'sponsor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** True when somebody with these roles may do more than an advocate. */
export const hasMoreRoles = (held: readonly Role[]): boolean => held.some((role) => role !== 'advocate');

/** The names of these roles as a notice prints them. */
export const wordsOfRoles = (held: readonly Role[]): string =>
  held.map((role) => `people.role-${role}`).join(' ');

/** Who can do something: people by their roles; jobs, which the clock starts; and whoever runs the server. */
type Doer = Role | 'clock' | 'operator';

/** To which things a permission is limited; the rules are in authorize.ts. */
export type Limit = 'own' | 'others' | 'words-of-others' | 'responsible' | 'as-set';

export interface Permission {
  by: readonly Doer[];
  /** Default: it is about everything. */
  only?: Limit;
  /** Nothing asks for it yet. */
  isPlanned?: true;
}

const studio = ['editor', 'approver', 'admin'] as const;
const readers = ['editor', 'approver', 'sponsor', 'admin'] as const;

/** Who may do what. This is the only place for permissions; tests try each route and each verb against it. */
export const permissions = {
  'manage-own-account': { by: roles, only: 'own' },
  'read-own-notices': { by: roles, only: 'own' },
  'read-guidelines': { by: roles },
  'share-posts': { by: roles },
  'manage-own-shares': { by: roles, only: 'own' },
  'work-in-studio': { by: studio },
  'draft-posts': { by: ['editor', 'admin'] },
  'approve-posts': { by: ['approver', 'admin'], only: 'words-of-others' },
  'return-posts': { by: ['approver', 'admin'] },
  'manage-feeds': { by: ['editor', 'admin'] },
  'fetch-feeds': { by: ['editor', 'admin', 'clock'] },
  'write-guidelines': { by: ['editor', 'admin'] },
  'read-reports': { by: readers },
  'manage-people': { by: ['admin', 'operator'] },
  'end-access': { by: ['admin'], only: 'others' },
  'manage-organization': { by: ['admin', 'operator'] },
  'manage-conversions': { by: ['admin', 'operator'] },
  'manage-deliveries': { by: ['admin'] },
  'read-outbox': { by: ['admin'] },
  'run-jobs': { by: ['clock'] },
  'see-funnel': { by: roles },
  'edit-goals-of-own-department': { by: roles, only: 'responsible' },
  'edit-all-goals': { by: ['editor', 'admin'], only: 'as-set' },
  'show-collective-goals': { by: ['editor', 'admin'] },
  'agree-to-goals': { by: roles, only: 'responsible' },
  'check-in': { by: roles, only: 'responsible' },
  'enter-figures': { by: roles, only: 'responsible' },
  'export-results': { by: readers, isPlanned: true },
  'look-up-person': { by: ['admin'], isPlanned: true },
  thank: { by: roles, only: 'others' },
  'manage-own-thanks': { by: roles, only: 'own' },
  'see-board': { by: roles },
  'manage-own-place-on-board': { by: roles, only: 'own' },
  'remove-thanks': { by: ['admin'] },
  moderate: { by: ['editor', 'admin'], isPlanned: true },
  'pause-sharing': { by: ['admin'] },
  'see-delivery-runs': { by: ['admin'], isPlanned: true },
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof permissions;

/** The permission of an action, with all optional fields. */
export const permissionOf = (action: Action): Permission => permissions[action];

/** True when one of these roles is permitted the action. Whether it is about the right thing is not asked. */
export const permits = (held: readonly Role[], action: Action): boolean =>
  held.some((role) => permissionOf(action).by.includes(role));

/** The roles that are permitted the action. */
export const rolesFor = (action: Action): Role[] => roles.filter((role) => permits([role], action));
