import { asPerson, type Person } from './find-people.js';
import { cleanAddress } from './clean-address.js';
import { foldName } from './fold-name.js';
import { User } from './user.model.js';

/**
 * The active person with exactly this name, ignoring case and accents, or this e-mail address. It finds nobody by a part
 * of either, so that nobody can list the people. Null for nobody; `several` when a name is not enough.
 */
export async function findColleague(typed: string): Promise<Person | 'several' | null> {
  const who = typed.includes('@') ? { email: cleanAddress(typed) } : { foldedName: foldName(typed) };
  const [first, second] = await User.find({ ...who, status: 'active' })
    .limit(2)
    .lean();
  if (second) return 'several';
  return first ? asPerson(first) : null;
}
