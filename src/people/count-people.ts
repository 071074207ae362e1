import { mostListed } from '../platform/data/paging.js';
import { rolesFor, type Action } from './permissions.js';
import { User } from './user.model.js';

export interface PeopleCount {
  active: number;
  /** They have not accepted their invitation. */
  invited: number;
  deactivated: number;
}

/** How many people there are, `mostListed` of each status at most. */
export async function countPeople(): Promise<PeopleCount> {
  const [active, invited, deactivated] = await Promise.all(
    (['active', 'invited', 'deactivated'] as const).map((status) =>
      User.countDocuments({ status }, { limit: mostListed }),
    ),
  );
  return { active: active!, invited: invited!, deactivated: deactivated! };
}

/** How many active people are permitted this action; `most` is where the count ends. */
export async function countPermitted(action: Action, most: number): Promise<number> {
  return User.countDocuments({ roles: { $in: rolesFor(action) }, status: 'active' }, { limit: most });
}

/** How many people are active admins; `most` is where the count ends. */
export async function countAdmins(most: number): Promise<number> {
  return User.countDocuments({ roles: 'admin', status: 'active' }, { limit: most });
}
