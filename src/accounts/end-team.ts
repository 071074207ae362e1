import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { logAccountEvent, Team, User } from '../people/index.js';

interface Ending {
  teamId: string;
  byId: string;
}

/** How many people are in a team. Deactivated people are not counted. */
export const countPeopleIn = (teamId: string): Promise<number> =>
  User.countDocuments({ teamId, status: { $ne: 'deactivated' } });

/**
 * Ends a team that nobody is in: it can't be chosen any more, and keeps its name and its results. Ending it again
 * changes nothing.
 * @throws NotFound; NotAllowedNow while people are in it, or move into it from another team
 */
export async function endTeam(services: Services, { teamId, byId }: Ending): Promise<void> {
  const team = await Team.findById(teamId).lean();
  if (!team) throw new NotFound();
  if (team.endedAt || team.mergedInto) return;
  await refuseWhileUsed(teamId);
  const endedAt = services.clock.now();
  const { modifiedCount } = await Team.updateOne(
    { _id: teamId, endedAt: null, mergedInto: null },
    { $set: { endedAt } },
  );
  if (!modifiedCount) return endTeam(services, { teamId, byId });
  // Whoever was put into it before it ended is counted now; nobody can be put into it after.
  await refuseWhileUsed(teamId).catch(async (error: unknown) => {
    await Team.updateOne({ _id: teamId, endedAt, mergedInto: null }, { $unset: { endedAt: 1 } });
    throw error;
  });
  logAccountEvent(services, 'team-ended', { teamId, byId });
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
 * @throws NotFound; NotAllowedNow while its people are moving
 */
export async function takeUpTeam(services: Services, { teamId, byId }: Ending): Promise<void> {
  const { modifiedCount } = await Team.updateOne(
    { _id: teamId, endedAt: { $ne: null } },
    { $unset: { endedAt: 1, mergedInto: 1 } },
  );
  if (modifiedCount) return logAccountEvent(services, 'team-taken-up', { teamId, byId });
  const team = await Team.findById(teamId).lean();
  if (!team) throw new NotFound();
  if (team.mergedInto) throw new NotAllowedNow('accounts.team-moving');
}
