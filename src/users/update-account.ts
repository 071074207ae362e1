import type { Services } from '../services.js';
import { foldName } from './fold-name.js';
import { User } from './user.model.js';

/** Changes what everybody may change of themselves. */
export async function updateAccount(
  _services: Services,
  input: { userId: string; name: string; language: string; timeZone: string },
): Promise<void> {
  const { userId, name, language, timeZone } = input;
  await User.updateOne({ _id: userId }, { name, foldedName: foldName(name), language, timeZone });
}
