import { changeCurrent, create } from '../events/index.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import type { Services } from '../services.js';
import {
  authorize,
  checkRevision,
  foldName,
  listLocations,
  Location,
  personIdOf,
  User,
  type Actor,
  type LocationView,
  type SignedIn,
} from '../people/index.js';

/** @throws Forbidden; InvalidInput when another location has this name, ignoring case and accents */
export async function createLocation(
  services: Services,
  { actor, name }: { actor: Actor; name: string },
): Promise<{ id: string; name: string }> {
  authorize(actor, 'manage-people');
  const byId = personIdOf(actor);
  const creating = create(services, Location, { type: 'location.created', by: byId, values: { name } });
  return { id: (await refusingDuplicates(name, creating))._id.toString(), name };
}

/**
 * @param input.revision revision of the location when the form was opened
 * @throws Forbidden; InvalidInput as createLocation does; NotFound; ChangedMeanwhile when somebody else changed it since
 */
export async function renameLocation(
  services: Services,
  {
    actor,
    locationId,
    name,
    revision,
  }: { actor: SignedIn; locationId: string; name: string; revision: number },
): Promise<void> {
  authorize(actor, 'manage-people');
  const byId = actor.id;
  const renaming = changeCurrent(services, Location, { _id: locationId }, async (location) => {
    await checkRevision(location, revision, byId);
    return { type: 'location.renamed', by: byId, set: { name, foldedName: foldName(name) } };
  });
  await refusingDuplicates(name, renaming);
}

interface Ending {
  locationId: string;
  actor: SignedIn;
}

/** Ends a location: it can't be chosen any more. People who have it stay there. Idempotent. @throws NotFound */
export async function endLocation(services: Services, { actor, locationId }: Ending): Promise<void> {
  authorize(actor, 'manage-people');
  const byId = actor.id;
  const set = { endedAt: services.clock.now() };
  await changeCurrent(services, Location, { _id: locationId }, ({ endedAt }) =>
    endedAt ? null : { type: 'location.ended', by: byId, set },
  );
}

/** Lets an ended location be chosen again. Idempotent. @throws NotFound */
export async function takeUpLocation(services: Services, { actor, locationId }: Ending): Promise<void> {
  authorize(actor, 'manage-people');
  const byId = actor.id;
  await changeCurrent(services, Location, { _id: locationId }, ({ endedAt }) =>
    endedAt ? { type: 'location.taken-up', by: byId, unset: ['endedAt'] } : null,
  );
}

/** All locations by name, each with the number of people there. Deactivated people are not counted. */
export async function countLocations(): Promise<(LocationView & { people: number })[]> {
  const locations = await listLocations();
  // One by one, as an index answers each without reading the people.
  return Promise.all(
    locations.map(async (location) => ({
      ...location,
      people: await User.countDocuments({ locationId: location.id, status: { $in: ['invited', 'active'] } }),
    })),
  );
}

async function refusingDuplicates<T>(name: string, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const hasEnded = await Location.exists({ foldedName: foldName(name), endedAt: { $ne: null } });
    throw new InvalidInput({
      name: hasEnded ? 'accounts.location-exists-ended' : 'accounts.location-exists',
    });
  }
}
