import { isTimeZone } from '../platform/clock.js';
import { InvalidInput } from '../platform/errors.js';
import { changeCurrent } from '../events/index.js';
import type { Services } from '../services.js';
import { authorize, checkRevision, nameFields, User, type SignedIn } from '../people/index.js';

/**
 * Changes what people can change about themselves.
 * @param input.revision revision of the person when the form was opened; without it, the change is made in any
 *   case
 * @throws Forbidden; InvalidInput for an unknown zone; NotFound; ChangedMeanwhile when an admin or another tab
 *   changed it since
 */
export async function updateAccount(
  services: Services,
  input: { actor: SignedIn; name: string; language: string; timeZone: string; revision?: number },
): Promise<void> {
  const { actor, name, language, timeZone, revision } = input;
  const userId = actor.id;
  authorize(actor, 'manage-own-account', { ownerId: userId });
  if (!isTimeZone(timeZone)) throw new InvalidInput({ timeZone: 'people.time-zone-unknown' });
  await changeCurrent(services, User, { _id: userId }, async (person) => {
    await checkRevision(person, revision, userId);
    return {
      type: 'person.changed',
      by: userId,
      set: { ...nameFields(name), language, timeZone, isChanged: true },
    };
  });
}
