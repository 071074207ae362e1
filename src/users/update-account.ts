import { isTimeZone } from '../platform/clock.js';
import { InvalidInput } from '../platform/errors.js';
import type { Services } from '../services.js';
import { foldName } from './fold-name.js';
import { User } from './user.model.js';

/** Changes what everybody may change of themselves. @throws InvalidInput for an unknown zone */
export async function updateAccount(
  _services: Services,
  input: { userId: string; name: string; language: string; timeZone: string },
): Promise<void> {
  const { userId, name, language, timeZone } = input;
  if (!isTimeZone(timeZone)) throw new InvalidInput({ timeZone: 'users.time-zone-unknown' });
  await User.updateOne(
    { _id: userId },
    { name, foldedName: foldName(name), language, timeZone, isChanged: true },
  );
}
