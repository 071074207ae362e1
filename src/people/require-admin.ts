import { User } from './user.model.js';

/** True when somebody else is an active admin. */
export async function isAdminLeft(withoutId: string): Promise<boolean> {
  return Boolean(await User.exists({ _id: { $ne: withoutId }, roles: 'admin', status: 'active' }));
}

/**
 * Call it after the change: when two admins remove each other at the same time, both find no admin left, and both
 * undo it.
 */
export async function requireAdmin(giveBack: () => Promise<void>): Promise<void> {
  if (!(await User.exists({ roles: 'admin', status: 'active' }))) await giveBack();
}
