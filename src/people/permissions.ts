import { only, type Guard } from '../platform/http/guard.js';

export const roles = ['advocate', 'editor', 'approver', 'sponsor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** True when somebody with these roles may do more than an advocate. */
export const hasMoreRoles = (held: readonly Role[]): boolean => held.some((role) => role !== 'advocate');

/** The names of these roles as a notice prints them. */
export const wordsOfRoles = (held: readonly Role[]): string =>
  held.map((role) => `people.role-${role}`).join(' ');

/** Who may do what. This is the only place for permissions; a test tries each route with each role against it. */
export const permissions = {
  'manage-own-account': ['advocate', 'editor', 'approver', 'sponsor', 'admin'],
  'read-guidelines': ['advocate', 'editor', 'approver', 'sponsor', 'admin'],
  'share-posts': ['advocate', 'editor', 'approver', 'sponsor', 'admin'],
  'work-in-studio': ['editor', 'approver', 'admin'],
  'draft-posts': ['editor', 'admin'],
  'approve-posts': ['approver', 'admin'],
  'manage-feeds': ['editor', 'admin'],
  'write-guidelines': ['editor', 'admin'],
  'read-reports': ['editor', 'approver', 'sponsor', 'admin'],
  'manage-people': ['admin'],
  'manage-organization': ['admin'],
  'manage-conversions': ['admin'],
  'manage-deliveries': ['admin'],
  'read-outbox': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof permissions;

/** True when one of these roles is permitted the action. */
export function permits(held: readonly Role[], action: Action): boolean {
  const allowed: readonly Role[] = permissions[action];
  return held.some((role) => allowed.includes(role));
}

/** The guard of a route: `router.get('/studio', may('work-in-studio'), …)`. */
export function may(action: Action): Guard {
  return only(action, (user) => permits(user.roles, action));
}
