import { changeCurrent } from '../events/index.js';
import { NotAllowedNow } from '../platform/errors.js';
import type { Services } from '../services.js';
import { authorize, logAccountEvent, Team, User, type SignedIn } from '../people/index.js';

interface Ending {
  actor: SignedIn;
  teamId: string;
}

/** How many people are in a team. Deactivated people are not counted. */
export const countPeopleIn = (teamId: string): Promise<number> =>
  User.countDocuments({ teamId, status: { $in: ['invited', 'active'] } });

/**
 * Ends a team that nobody is in: it can't be chosen any more, and keeps its name and its results. Ending it again
 * changes nothing.
 * @throws Forbidden; NotFound; NotAllowedNow while people are in it, or move into it from another team
 */
export async function endTeam(services: Services, { actor, teamId }: Ending): Promise<void> {
  authorize(actor, 'manage-people');
  const endedAt = services.clock.now();
  const ended = await changeCurrent(services, Team, { _id: teamId }, async (team) => {
    if (team.endedAt || team.mergedInto) return null;
    await refuseWhileUsed(teamId);
    return { type: 'team.ended', by: actor.id, set: { endedAt } };
  });
  if (!ended) return;
  // Whoever was put into it before it ended is counted now; nobody can be put into it after.
  await refuseWhileUsed(teamId).catch(async (error: unknown) => {
    await changeCurrent(services, Team, { _id: teamId }, (team) =>
      team.endedAt && !team.mergedInto ? { type: 'team.taken-up', by: null, unset: ['endedAt'] } : null,
    );
    throw error;
  });
  logAccountEvent(services, 'team-ended', { teamId, byId: actor.id });
}

async function refuseWhileUsed(teamId: string): Promise<void> {
  const count = await countPeopleIn(teamId);
  if (count) throw new NotAllowedNow({ key: 'accounts.team-has-people', values: { count } });
  if (await Team.exists({ mergedInto: teamId, endedAt: null }))
    throw new NotAllowedNow('accounts.team-awaits');
}

/**
 * Takes an ended team up again, so that it can be chosen. People who left it for another team stay there. Taking up
 * an open team changes nothing.
 * @throws Forbidden; NotFound; NotAllowedNow while its people are moving
 */
export async function takeUpTeam(services: Services, { actor, teamId }: Ending): Promise<void> {
  authorize(actor, 'manage-people');
  const taken = await changeCurrent(services, Team, { _id: teamId }, (team) => {
    if (team.endedAt) return { type: 'team.taken-up', by: actor.id, unset: ['endedAt', 'mergedInto'] };
    if (team.mergedInto) throw new NotAllowedNow('accounts.team-moving');
    return null;
  });
  if (taken) logAccountEvent(services, 'team-taken-up', { teamId, byId: actor.id });
}
