import { changeCurrent, create } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import {
  checkRevision,
  foldName,
  listLocations,
  Location,
  User,
  type LocationView,
} from '../people/index.js';

/** @throws InvalidInput when another location has this name, ignoring case and accents */
export async function createLocation(
  services: Services,
  { name, byId = null }: { name: string; byId?: string | null },
): Promise<{ id: string; name: string }> {
  const creating = create(services, Location, { type: 'location.created', by: byId, values: { name } });
  return { id: (await refusingDuplicates(name, creating))._id.toString(), name };
}

/**
 * @param input.revision revision of the location when the form was opened
 * @throws InvalidInput as createLocation does; NotFound; ChangedMeanwhile when somebody else changed it since
 */
export async function renameLocation(
  services: Services,
  { locationId, name, revision, byId }: { locationId: string; name: string; revision: number; byId: string },
): Promise<void> {
  const renaming = changeCurrent(services, Location, { _id: locationId }, async (location) => {
    await checkRevision(location, revision, byId);
    return { type: 'location.renamed', by: byId, set: { name, foldedName: foldName(name) } };
  });
  await refusingDuplicates(name, renaming);
}

interface Ending {
  locationId: string;
  byId: string;
}

/** Ends a location: it can't be chosen any more. People who have it stay there. Idempotent. @throws NotFound */
export async function endLocation(services: Services, { locationId, byId }: Ending): Promise<void> {
  const set = { endedAt: services.clock.now() };
  await changeCurrent(services, Location, { _id: locationId }, ({ endedAt }) =>
    endedAt ? null : { type: 'location.ended', by: byId, set },
  );
}

/** Lets an ended location be chosen again. Idempotent. @throws NotFound */
export async function takeUpLocation(services: Services, { locationId, byId }: Ending): Promise<void> {
  await changeCurrent(services, Location, { _id: locationId }, ({ endedAt }) =>
    endedAt ? { type: 'location.taken-up', by: byId, unset: ['endedAt'] } : null,
  );
}

/** All locations by name, each with the number of people there. Deactivated people are not counted. */
export async function countLocations(): Promise<(LocationView & { people: number })[]> {
  const [locations, counts] = await Promise.all([
    listLocations(),
    User.aggregate<{ _id: unknown; people: number }>([
      { $match: { status: { $in: ['invited', 'active'] }, locationId: { $ne: null } } },
      { $group: { _id: '$locationId', people: { $sum: 1 } } },
    ]),
  ]);
  const peopleAt = new Map(counts.map(({ _id, people }) => [String(_id), people]));
  return locations.map((location) => ({ ...location, people: peopleAt.get(location.id) ?? 0 }));
}

async function refusingDuplicates<T>(name: string, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const hasEnded = await Location.exists({ foldedName: foldName(name), endedAt: { $ne: null } });
    throw new InvalidInput({ name: `accounts.location-exists${hasEnded ? '-ended' : ''}` });
  }
}
