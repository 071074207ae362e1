import { Types, type QueryFilter } from 'mongoose';
import type { InferSchemaType } from 'mongoose';
import { cleanAddress } from './clean-address.js';
import { foldName, startLetters, wordsOfName } from './fold-name.js';
import type { Role } from './permissions.js';
import { rolesOfGroups } from './role-grants.js';
import { User } from './user.model.js';

const pageSize = 50;
/** Where the count of a list ends. */
const mostCounted = 10_000;

export const statuses = ['invited', 'active', 'deactivated'] as const;
export type Status = (typeof statuses)[number];

/** A person as admins see them. */
export interface PersonRecord {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  /** Those of their roles that come from groups of a directory. */
  groupRoles: Role[];
  teamId: string | null;
  locationId: string | null;
  status: Status;
  /** When they last got an invitation; null if they never got one. */
  invitedAt: Date | null;
  /** For `updatePerson` and `updateAccount`. */
  revision: number;
}

type StoredUser = InferSchemaType<(typeof User)['schema']> & { _id: Types.ObjectId };

const asRecord = (user: StoredUser): PersonRecord => ({
  id: user._id.toString(),
  name: user.name,
  email: user.email,
  roles: user.roles,
  groupRoles: rolesOfGroups(user.roleGrants),
  teamId: user.teamId?.toString() ?? null,
  locationId: user.locationId?.toString() ?? null,
  status: user.status as Status,
  invitedAt: user.invitedAt ?? null,
  revision: user.revision ?? 0,
});

export interface PeopleFilters {
  /** The beginning of words of a name, or of an e-mail address. */
  name?: string;
  /** `to-invite`: added, and not invited yet. */
  status?: Status | 'to-invite';
  teamId?: string;
  role?: Role;
}

/** Where a page begins: after a person or before one. Without either, it is the first. */
export interface PeoplePlace {
  after?: string;
  before?: string;
}

export interface FoundPeople {
  people: PersonRecord[];
  /** How many there are in all; at `mostCounted` the count ends. */
  total: number;
  isMore: boolean;
  /** The people at whom the neighbouring pages begin; null at an end of the list. */
  previous: string | null;
  next: string | null;
}

/**
 * A page of people by name, of any status unless filtered. Pages begin at a person instead of a number, so that the
 * last one costs as much as the first.
 */
export async function searchPeople(filters: PeopleFilters, place: PeoplePlace = {}): Promise<FoundPeople> {
  const filter = filterOf(filters);
  const isBackwards = place.before !== undefined;
  const at = place.before ?? place.after;
  const start = at === undefined ? null : await User.findById(at, { foldedName: 1 }).lean();
  const order = isBackwards ? -1 : 1;
  const users = await User.find({ ...everyName, ...filter, ...(start && beyond(start, isBackwards)) })
    .sort({ foldedName: order, _id: order })
    .limit(pageSize + 1)
    .lean();
  const isFull = users.length > pageSize;
  const people = users.slice(0, pageSize).map(asRecord);
  if (isBackwards) people.reverse();
  // Without a filter every status is named, as an index begins with it.
  const isAll = !Object.values(filters).some(Boolean);
  const counted = isAll ? { status: { $in: [...statuses] } } : filter;
  const total = await User.countDocuments(counted, { limit: mostCounted });
  return {
    people,
    total,
    isMore: total >= mostCounted,
    previous: (isBackwards ? isFull : start) ? (people[0]?.id ?? null) : null,
    next: (isBackwards ? start : isFull) ? (people.at(-1)?.id ?? null) : null,
  };
}

/** So that the list is read in the order of its index, whatever else is asked. */
const everyName = { foldedName: { $gte: '' } };

/** People after this one in the order of names, or before it. The first bound lets the index begin there. */
const beyond = ({ _id, foldedName }: { _id: Types.ObjectId; foldedName: string }, isBackwards: boolean) => {
  const [beyondIt, from] = isBackwards ? (['$lt', '$lte'] as const) : (['$gt', '$gte'] as const);
  return {
    foldedName: { [from]: foldedName },
    $or: [{ foldedName: { [beyondIt]: foldedName } }, { foldedName, _id: { [beyondIt]: _id } }],
  };
};

/** Every text that begins with `start` lies between these. */
const beginningWith = (start: string) => ({ $gte: start, $lt: `${start}\u{10ffff}` });

function filterOf({ name = '', status, teamId, role }: PeopleFilters): QueryFilter<StoredUser> {
  return {
    status: status === 'to-invite' ? 'invited' : (status ?? { $ne: 'erased' }),
    ...(status === 'to-invite' && { invitedAt: null }),
    ...(teamId && { teamId }),
    ...(role && { roles: role }),
    ...byName(name),
  };
}

/** People with a word that begins with each word sought; or with an address that begins with it. */
function byName(name: string): QueryFilter<StoredUser> {
  const sought = foldName(name);
  if (!sought) return {};
  if (sought.includes('@')) return { email: beginningWith(cleanAddress(name)) };
  const words = wordsOfName(name).map((word) => ({ word, letters: [...word] }));
  const { least, most } = startLetters;
  const indexed = words.filter(({ letters }) => letters.length >= least);
  // A single letter is too little for the index of words: it finds names that begin with it.
  if (!indexed.length) return { foldedName: beginningWith(sought) };
  const longer = words.filter(({ letters }) => letters.length > most || letters.length < least);
  return {
    $and: [
      ...indexed.map(({ letters }) => ({ nameStarts: letters.slice(0, most).join('') })),
      // Only letters and digits, so none has a meaning in a pattern.
      ...longer.map(({ word }) => ({ foldedName: { $regex: `(^|[^a-z0-9])${word}` } })),
    ],
  };
}

/** A person of any status; null when there is none, or when they were erased. */
export async function getPerson(id: string): Promise<PersonRecord | null> {
  const user = await User.findOne({ _id: id, status: { $in: [...statuses] } }).lean();
  return user && asRecord(user);
}
