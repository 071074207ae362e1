import { asPerson, type Person } from './find-people.js';
import { User } from './user.model.js';

export interface ChangedPerson extends Person {
  /** As it is stored, also where no zone of that name is known. */
  storedTimeZone: string;
}

/** Active people whose status or time zone changed since `acknowledgeChange` was called for them: at most `limit`. */
export async function findChangedPeople(limit: number): Promise<ChangedPerson[]> {
  const users = await User.find({ isChanged: true, status: 'active' }).limit(limit).lean();
  return users.map((user) => ({ ...asPerson(user), storedTimeZone: user.timeZone }));
}

/** What is derived from this person follows them as they were read. A change since then stays to be followed. */
export async function acknowledgeChange({ id, storedTimeZone }: ChangedPerson): Promise<void> {
  await User.updateOne({ _id: id, status: 'active', timeZone: storedTimeZone }, { $unset: { isChanged: 1 } });
}
