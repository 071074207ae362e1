import { InvalidInput } from '../platform/errors.js';
import { Location, Team } from '../people/index.js';

/**
 * @param presentId the team that the person has, which may have ended
 * @throws InvalidInput when there is no such team, or it has ended; null means no team
 */
export async function checkTeam(teamId: string | null, presentId: string | null = null): Promise<void> {
  if (!teamId || teamId === presentId) return;
  if (!(await Team.exists({ _id: teamId, endedAt: null, mergedInto: null })))
    throw new InvalidInput({ teamId: 'people.team-unknown' });
}

/**
 * @param presentId the location that the person has, which may have ended
 * @throws InvalidInput when there is no such location, or it has ended; null means none
 */
export async function checkLocation(
  locationId: string | null,
  presentId: string | null = null,
): Promise<void> {
  if (!locationId || locationId === presentId) return;
  if (!(await Location.exists({ _id: locationId, endedAt: null })))
    throw new InvalidInput({ locationId: 'people.location-unknown' });
}
