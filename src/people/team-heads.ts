import { changeCurrent } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { readableAddress } from '../platform/text/readable-address.js';
import type { Services } from '../services.js';
import type { TeamView } from './teams.js';
import { Team, User } from './user.model.js';

export interface TeamHead {
  id: string;
  name: string;
  email: string;
}

/** Whoever was deactivated or erased is no head any more, and is one again when they are reactivated. */
const present = { status: { $in: ['invited', 'active'] } } as const;

/** The heads of teams, by the id of the team. Vacant ones are missing. */
export async function findHeads(teams: Pick<TeamView, 'id' | 'headId'>[]): Promise<Map<string, TeamHead>> {
  const ids = teams.flatMap(({ headId }) => headId ?? []);
  const found = await User.find({ _id: { $in: ids }, ...present }, { name: 1, email: 1 }).lean();
  const heads = new Map(
    found.map(({ _id, name, email }) => [_id.toString(), { id: _id.toString(), name, email }]),
  );
  return new Map(
    teams.flatMap(({ id, headId }) => {
      const head = headId && heads.get(headId);
      return head ? [[id, head] as const] : [];
    }),
  );
}

/**
 * The id of the person whom this address, in lower case, makes head of a team; null for an empty one.
 * @throws InvalidInput when nobody has the address, or the person was deactivated
 */
export async function headByAddress(email: string): Promise<string | null> {
  if (!email) return null;
  const person = await User.findOne({ email }, { status: 1 }).lean();
  if (!person)
    throw new InvalidInput({
      head: { key: 'people.head-unknown', values: { email: readableAddress(email) } },
    });
  if (person.status === 'deactivated') throw new InvalidInput({ head: 'people.head-deactivated' });
  return person._id.toString();
}

/** Makes the posts vacant of a person who is erased. Idempotent. */
export async function leaveTeams(services: Services, personId: string): Promise<void> {
  for (const { _id } of await Team.find({ headId: personId }, { _id: 1 }).lean())
    await changeCurrent(services, Team, { _id }, ({ headId }) =>
      headId?.toString() === personId ? { type: 'team.head-left', by: null, unset: ['headId'] } : null,
    );
}
