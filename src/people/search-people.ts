import { pageOf } from '../platform/data/paging.js';
import { foldName } from './fold-name.js';
import type { Role } from './permissions.js';
import { User } from './user.model.js';

const pageSize = 50;

export type Status = 'invited' | 'active' | 'deactivated';

/** A person as admins see them. */
export interface PersonRecord {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  teamId: string | null;
  status: Status;
  /** For `updatePerson` and `updateAccount`. */
  revision: number;
}

type StoredUser = NonNullable<Awaited<ReturnType<typeof findStored>>>;
const findStored = (id: string) => User.findById(id).lean();

const asRecord = (user: StoredUser): PersonRecord => ({
  id: user._id.toString(),
  name: user.name,
  email: user.email,
  roles: user.roles,
  teamId: user.teamId?.toString() ?? null,
  status: user.status,
  revision: user.revision ?? 0,
});

/** A page of people (from 1) whose name contains `name`, in order, of any status. */
export async function searchPeople({
  name,
  page,
}: {
  name: string;
  page: number;
}): Promise<{ people: PersonRecord[]; total: number; page: number; pages: number }> {
  const sought = foldName(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const filter = sought ? { foldedName: { $regex: sought } } : {};
  const total = await User.countDocuments(filter);
  const { skip, ...place } = pageOf(page, { total, size: pageSize });
  const users = await User.find(filter).sort({ foldedName: 1, _id: 1 }).skip(skip).limit(pageSize).lean();
  return { people: users.map(asRecord), total, ...place };
}

/** A person of any status; null when there is none. */
export async function getPerson(id: string): Promise<PersonRecord | null> {
  const user = await findStored(id);
  return user && asRecord(user);
}
