import { asPerson, type Person } from './find-people.js';
import { User } from './user.model.js';

export interface ChangedPerson extends Person {
  /** As stored, even if this machine does not know the zone. */
  storedTimeZone: string;
}

/** Active people whose status or time zone changed since the last `acknowledgeChange` for them, at most `limit`. */
export async function findChangedPeople(limit: number): Promise<ChangedPerson[]> {
  const users = await User.find({ isChanged: true, status: 'active' }).limit(limit).lean();
  return users.map((user) => ({ ...asPerson(user), storedTimeZone: user.timeZone }));
}

/**
 * Records that everything derived from this person is up to date with what was read. A change since then is found
 * again.
 */
export async function acknowledgeChange({ id, storedTimeZone }: ChangedPerson): Promise<void> {
  await User.updateOne({ _id: id, status: 'active', timeZone: storedTimeZone }, { $unset: { isChanged: 1 } });
}
