import { User } from './user.model.js';

/** True when somebody else is an active admin. */
export async function isAdminLeft(withoutId: string): Promise<boolean> {
  return Boolean(await User.exists({ _id: { $ne: withoutId }, roles: 'admin', status: 'active' }));
}

/** Call it after the change: two admins who remove each other at once both find nobody, and both give back. */
export async function requireAdmin(giveBack: () => Promise<void>): Promise<void> {
  if (!(await User.exists({ roles: 'admin', status: 'active' }))) await giveBack();
}
