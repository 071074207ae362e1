import { roles as allRoles, type Role } from './permissions.js';

/** Where a role comes from: an admin gave it, or a group in the organization's directory. */
export const roleOrigins = ['hand', 'group'] as const;

/** A role of a person, with its origin. A person may have the same role from both. */
export interface RoleGrant {
  role: Role;
  origin: (typeof roleOrigins)[number];
}

/** Roles that admins gave. */
export const grantedByHand = (roles: readonly Role[]): RoleGrant[] =>
  roles.map((role) => ({ role, origin: 'hand' }));

/** The roles that come from groups. No admin can take them away here. */
export const rolesOfGroups = (grants: readonly RoleGrant[]): Role[] =>
  grants.filter(({ origin }) => origin === 'group').map(({ role }) => role);

/** The fields of a person's roles after an admin chose these: what comes from groups stays, with its origin. */
export function chosenRoles(before: readonly RoleGrant[], chosen: readonly Role[]) {
  const ofGroups = rolesOfGroups(before);
  const wereByHand = before.filter(({ origin }) => origin === 'hand').map(({ role }) => role);
  const byHand = chosen.filter((role) => !ofGroups.includes(role) || wereByHand.includes(role));
  const held = [...byHand, ...ofGroups];
  return {
    roles: allRoles.filter((role) => held.includes(role)),
    roleGrants: [...grantedByHand(byHand), ...before.filter(({ origin }) => origin === 'group')],
  };
}
