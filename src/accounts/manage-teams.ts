import { changeCurrent, create } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import {
  authorize,
  checkRevision,
  foldName,
  personIdOf,
  listTeams,
  Team,
  User,
  type Actor,
  type SignedIn,
  type TeamView,
} from '../people/index.js';

/** @throws Forbidden; InvalidInput when another team has this name, ignoring case and accents */
export async function createTeam(
  services: Services,
  { actor, name }: { actor: Actor; name: string },
): Promise<{ id: string; name: string }> {
  authorize(actor, 'manage-people');
  const creating = create(services, Team, { type: 'team.created', by: personIdOf(actor), values: { name } });
  return { id: (await refusingDuplicates(name, creating))._id.toString(), name };
}

/**
 * @param input.revision revision of the team when the form was opened; without it, the team is renamed in any case
 * @throws Forbidden; InvalidInput as createTeam does; NotFound; ChangedMeanwhile when somebody else renamed it since
 */
export async function renameTeam(
  services: Services,
  { actor, teamId, name, revision }: { actor: SignedIn; teamId: string; name: string; revision?: number },
): Promise<void> {
  authorize(actor, 'manage-people');
  const renaming = changeCurrent(services, Team, { _id: teamId }, async (team) => {
    await checkRevision(team, revision, actor.id);
    return { type: 'team.renamed', by: actor.id, set: { name, foldedName: foldName(name) } };
  });
  await refusingDuplicates(name, renaming);
}

/** All teams by name, each with the number of people in it. Deactivated people are not counted. */
export async function countTeams(): Promise<(TeamView & { people: number })[]> {
  const [teams, counts] = await Promise.all([
    listTeams(),
    User.aggregate<{ _id: unknown; people: number }>([
      { $match: { status: { $in: ['invited', 'active'] } } },
      { $group: { _id: '$teamId', people: { $sum: 1 } } },
    ]),
  ]);
  const peopleOf = new Map(counts.map(({ _id, people }) => [String(_id), people]));
  return teams.map((team) => ({ ...team, people: peopleOf.get(team.id) ?? 0 }));
}

async function refusingDuplicates<T>(name: string, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const hasEnded = await Team.exists({ foldedName: foldName(name), endedAt: { $ne: null } });
    throw new InvalidInput({ name: hasEnded ? 'accounts.team-exists-ended' : 'accounts.team-exists' });
  }
}
