import { pageOf } from '../platform/data/paging.js';
import { foldName } from './fold-name.js';
import type { Role } from './permissions.js';
import { User } from './user.model.js';

const pageSize = 50;

export type Status = 'invited' | 'active' | 'deactivated';

/** What an admin sees of a person. */
export interface PersonRecord {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  teamId: string | null;
  status: Status;
  /** As `updatePerson` and `updateAccount` take it. */
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

/** A page of people by name, of any status, whose name contains `name`. Pages count from 1. */
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
