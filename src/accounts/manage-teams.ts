import { changeCurrent, create } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import { countPeopleIn } from './end-team.js';
import {
  authorize,
  checkRevision,
  findHeads,
  foldName,
  headByAddress,
  listTeams,
  personIdOf,
  Team,
  type Actor,
  type TeamHead,
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

interface TeamChanges {
  actor: Actor;
  teamId: string;
  name: string;
  /** The e-mail address of its head, in lower case; empty: vacant. Without it, the head stays. */
  head?: string;
  /** Revision of the team when the form was opened. Without it, the team is changed in any case. */
  revision?: number;
}

/**
 * Gives a team its name and its head.
 * @throws Forbidden; InvalidInput as createTeam does, and when nobody active or invited has the head's address; NotFound;
 *   ChangedMeanwhile when somebody else changed it since
 */
export async function updateTeam(services: Services, input: TeamChanges): Promise<void> {
  const { actor, teamId, name, head, revision } = input;
  authorize(actor, 'manage-people');
  const byId = personIdOf(actor);
  const changing = changeCurrent(services, Team, { _id: teamId }, async (team) => {
    await checkRevision(team, revision, byId ?? undefined);
    const headId = head === undefined ? undefined : await headByAddress(head);
    return {
      ...{ type: 'team.changed', by: byId },
      set: { name, foldedName: foldName(name), ...(headId && { headId }) },
      ...(headId === null && { unset: ['headId'] }),
    };
  });
  await refusingDuplicates(name, changing);
}

/**
 * All teams by name, each with its head and the number of people in it. Deactivated people are neither heads nor
 * counted.
 */
export async function countTeams(): Promise<(TeamView & { people: number; head: TeamHead | null })[]> {
  const teams = await listTeams();
  const [heads, counts] = await Promise.all([
    findHeads(teams),
    // One by one, as an index answers each without reading the people.
    Promise.all(teams.map(({ id }) => countPeopleIn(id))),
  ]);
  return teams.map((team, place) => ({
    ...team,
    head: heads.get(team.id) ?? null,
    people: counts[place]!,
  }));
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
