import { changeCurrent } from '../events/index.js';
import { InvalidInput, NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import {
  authorize,
  isOpen,
  listTeams,
  logAccountEvent,
  Team,
  teamAfterMerges,
  User,
  type SignedIn,
  type TeamView,
} from '../people/index.js';
import { countPostsFor, moveAudience } from '../posts/index.js';
import { countPeopleIn } from './end-team.js';

interface Merge {
  actor: SignedIn;
  teamId: string;
  intoId: string;
}

/** Passes over the people and posts of a team. What changes even during the last one is left for the job. */
const passes = 5;

/**
 * Merges a team into another one: its people and the audiences of its posts move there, and it ends. Past results
 * stay with it. First it is stored where the team goes, so that the job or the same call again finishes what was
 * interrupted.
 * @throws Forbidden; NotFound; InvalidInput when the other team can't be chosen; NotAllowedNow while its people move
 *   to a third team, or when it has ended and nobody is in it
 */
export async function mergeTeam(services: Services, { actor, teamId, intoId }: Merge): Promise<void> {
  authorize(actor, 'manage-people');
  const teams = new Map((await listTeams()).map((team) => [team.id, team]));
  const team = teams.get(teamId);
  if (!team) throw new NotFound();
  const { endedAt, mergedInto } = team;
  if (mergedInto !== intoId) {
    if (mergedInto && !endedAt)
      throw new NotAllowedNow({
        key: 'accounts.team-moving-into',
        values: { name: teams.get(mergedInto)?.name ?? '' },
      });
    if (!(await isMergeable(team))) throw new NotAllowedNow('accounts.team-merge-ended');
    await checkTarget(teamId, intoId);
    const set = await changeCurrent(services, Team, { _id: teamId }, (now) =>
      sameState(now, team) ? { type: 'team.merged', by: actor.id, set: { mergedInto: intoId } } : null,
    );
    if (!set) return mergeTeam(services, { actor, teamId, intoId });
    // The other team may have ended since it was read, or be on its way into this one.
    await checkTarget(teamId, intoId).catch(async (error: unknown) => {
      await changeCurrent(services, Team, { _id: teamId }, (now) => {
        if (!sameState(now, { endedAt, mergedInto: intoId })) return null;
        const cause = { type: 'team.merge-undone', by: null };
        return mergedInto ? { ...cause, set: { mergedInto } } : { ...cause, unset: ['mergedInto'] };
      });
      throw error;
    });
    logAccountEvent(services, 'team-merged', { teamId, intoId, byId: actor.id });
  }
  await finishMerge(services, teamId);
}

/** A team that has ended is only merged for the sake of people who were put into it at that moment. */
export const isMergeable = async ({ id, endedAt }: Pick<TeamView, 'id' | 'endedAt'>): Promise<boolean> =>
  !endedAt || (await countPeopleIn(id)) > 0;

async function checkTarget(teamId: string, intoId: string): Promise<void> {
  const into = (await listTeams()).find(({ id }) => id === intoId);
  if (!into || !isOpen(into) || intoId === teamId) throw new InvalidInput({ into: 'accounts.merge-choose' });
}

/** Moves what is still with a merged team, and ends it. */
async function finishMerge(services: Services, teamId: string): Promise<void> {
  const teams = new Map((await listTeams()).map((team) => [team.id, team]));
  const to = teamAfterMerges(teams, teamId);
  const mergedInto = teams.get(teamId)?.mergedInto;
  if (!mergedInto) return;
  if (to === null || teams.get(to)?.endedAt !== null) {
    // The other team was ended, or merged into this one, at the same moment. A team that has ended stays as it is.
    await changeCurrent(services, Team, { _id: teamId }, (now) =>
      sameState(now, { endedAt: null, mergedInto })
        ? { type: 'team.merge-undone', by: null, unset: ['mergedInto'] }
        : null,
    );
    return;
  }
  for (let pass = 0; pass < passes; pass += 1) {
    const moved = await movePeople(services, teamId, to);
    const posts = await moveAudience(services, { from: teamId, to });
    if (!moved && !posts) break;
  }
  await changeCurrent(services, Team, { _id: teamId }, (now) =>
    sameState(now, { endedAt: null, mergedInto })
      ? { type: 'team.ended', by: null, set: { endedAt: services.clock.now() } }
      : null,
  );
}

/** True when a team has this state. */
const sameState = (
  team: { endedAt?: Date | null; mergedInto?: { toString(): string } | string | null },
  { endedAt, mergedInto }: { endedAt: Date | null; mergedInto: string | null },
): boolean =>
  (team.endedAt?.getTime() ?? null) === (endedAt?.getTime() ?? null) &&
  (team.mergedInto?.toString() ?? null) === mergedInto;

/** Moves everybody of a team to another one; returns how many. */
async function movePeople(services: Services, teamId: string, to: string): Promise<number> {
  let moved = 0;
  for (;;) {
    const people = await User.find({ teamId }).limit(200).lean();
    for (const { _id } of people)
      await changeCurrent(services, User, { _id }, (person) =>
        String(person.teamId) === teamId ? { type: 'person.moved', by: null, set: { teamId: to } } : null,
      );
    moved += people.length;
    if (people.length < 200) return moved;
  }
}

/**
 * Finishes merges that were interrupted, and moves who was put into a merged team while it was being merged.
 * Returns how many teams it worked on.
 */
export async function finishMerges(services: Services, stopping?: AbortSignal): Promise<number> {
  let finished = 0;
  for (const { id, endedAt, mergedInto } of await listTeams()) {
    if (!mergedInto || stopping?.aborted) continue;
    if (endedAt && !(await User.exists({ teamId: id })) && !(await countPostsFor(id))) continue;
    await finishMerge(services, id);
    finished += 1;
  }
  return finished;
}
