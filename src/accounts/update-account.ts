import { isTimeZone } from '../platform/clock.js';
import { InvalidInput } from '../platform/errors.js';
import { atRevision } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { nameFields, User } from '../people/index.js';
import { personChangedMeanwhile } from './update-person.js';

/**
 * Changes what people can change about themselves.
 * @param input.revision revision of the person when the form was opened; without it, the change is made in any
 *   case
 * @throws InvalidInput for an unknown zone; NotFound; ChangedMeanwhile when an admin or another tab changed it
 *   since
 */
export async function updateAccount(
  _services: Services,
  input: { userId: string; name: string; language: string; timeZone: string; revision?: number },
): Promise<void> {
  const { userId, name, language, timeZone, revision } = input;
  if (!isTimeZone(timeZone)) throw new InvalidInput({ timeZone: 'people.time-zone-unknown' });
  const { matchedCount } = await User.updateOne(
    { _id: userId, ...atRevision(revision) },
    {
      $set: { ...nameFields(name), language, timeZone, isChanged: true, revisedById: userId },
      $inc: { revision: 1 },
    },
  );
  if (!matchedCount) throw await personChangedMeanwhile(userId, userId);
}
