import type { QueryFilter } from 'mongoose';
import { mostListed } from '../platform/data/paging.js';
import {
  fitsFilters,
  leadOf,
  mostRead,
  mostSorted,
  statuses,
  type FoundUser,
  type PeopleFilters,
  type Status,
} from './people-filters.js';
import type { Role } from './permissions.js';
import { rolesOfGroups } from './role-grants.js';
import { User } from './user.model.js';

const pageSize = 50;

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

const asRecord = (user: FoundUser): PersonRecord => ({
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

/** Where a page begins: after a person or before one. Without either, it is the first. */
export interface PeoplePlace {
  after?: string;
  before?: string;
}

export interface FoundPeople {
  people: PersonRecord[];
  /** How many there are in all, `mostListed` at most; null when there are too many to count by what is asked. */
  total: number | null;
  isMore: boolean;
  /** True when the search stopped before it had seen everybody: the next page goes on with it. */
  isPartial: boolean;
  /** The people at whom the neighbouring pages begin; null at an end of the list. */
  previous: string | null;
  next: string | null;
}

type Named = Pick<FoundUser, '_id' | 'foldedName'>;

/**
 * A page of people by name, of any status unless filtered. Pages begin at a person instead of a number, so that the
 * last one costs as much as the first. Reads `mostRead` people at most, however many there are.
 */
export async function searchPeople(filters: PeopleFilters, place: PeoplePlace = {}): Promise<FoundPeople> {
  const at = place.before ?? place.after;
  const start = at === undefined ? null : await User.findById(at, { foldedName: 1 }).lean();
  const from = { start, isBackwards: place.before !== undefined };
  const { few, inOrder } = await leadOf(filters);
  const step = few ? await readFew(few, filters, from) : await readInOrder(inOrder, filters, from);
  const page = step.found.slice(0, pageSize);
  const isPartial = step.found.length <= pageSize && step.stoppedAt !== null;
  const begin = page[0]?._id ?? start?._id;
  const end = (isPartial ? step.stoppedAt : step.found.length > pageSize && page.at(-1)?._id) || null;
  const [first, last] = from.isBackwards ? [end, start && begin] : [start && begin, end];
  const total = step.total ?? (await countAll(filters));
  return {
    people: (from.isBackwards ? page.reverse() : page).map(asRecord),
    total,
    isMore: total === mostListed,
    isPartial,
    previous: first?.toString() ?? null,
    next: last?.toString() ?? null,
  };
}

interface From {
  start: Named | null;
  isBackwards: boolean;
}

/** People who fit, in the order of the page: one more than it shows if there are more. */
interface Step {
  found: FoundUser[];
  /** How many fit on all pages; null when that is not known. */
  total: number | null;
  /** The last person who was read, if there may be more. */
  stoppedAt: FoundUser['_id'] | null;
}

/** Reads everybody who may fit, and sorts them here. */
async function readFew(lead: QueryFilter<FoundUser>, filters: PeopleFilters, from: From): Promise<Step> {
  const fitting = (await User.find(lead).limit(mostSorted).lean()).filter(fitsFilters(filters));
  const order = from.isBackwards ? -1 : 1;
  const found = fitting
    .filter((user) => !from.start || order * compareNames(user, from.start) > 0)
    .sort((a, b) => order * compareNames(a, b));
  return { found, total: fitting.length, stoppedAt: null };
}

/** Reads people in the order of names until a page is full, or `mostRead` were read. */
async function readInOrder(
  lead: QueryFilter<FoundUser>,
  filters: PeopleFilters,
  { start, isBackwards }: From,
): Promise<Step> {
  const fits = fitsFilters(filters);
  const order = isBackwards ? -1 : 1;
  const found: FoundUser[] = [];
  let read = 0;
  const reading = User.find(start ? { $and: [lead, beyond(start, isBackwards)] } : lead)
    .sort({ foldedName: order, _id: order })
    .limit(mostRead)
    .lean()
    .cursor({ batchSize: pageSize + 1 });
  for await (const user of reading) {
    read += 1;
    if (fits(user)) found.push(user);
    if (found.length > pageSize) break;
    if (read === mostRead) return { found, total: null, stoppedAt: user._id };
  }
  return { found, total: null, stoppedAt: null };
}

/** How many people there are, or with a status, if an index knows; otherwise null. */
async function countAll({ status, ...others }: PeopleFilters): Promise<number | null> {
  if (status === 'to-invite' || Object.values(others).some(Boolean)) return null;
  return User.countDocuments({ status: status ?? { $in: [...statuses] } }, { limit: mostListed });
}

const compareNames = (a: Named, b: Named): number => {
  const [one, other] = [a, b].map(({ foldedName, _id }) => `${foldedName}\0${_id.toString()}`) as [
    string,
    string,
  ];
  return one < other ? -1 : one > other ? 1 : 0;
};

/** People after this one in the order of names, or before it. The first bound lets the index begin there. */
const beyond = ({ _id, foldedName }: Named, isBackwards: boolean) => {
  const [beyondIt, from] = isBackwards ? (['$lt', '$lte'] as const) : (['$gt', '$gte'] as const);
  return {
    foldedName: { [from]: foldedName },
    $or: [{ foldedName: { [beyondIt]: foldedName } }, { foldedName, _id: { [beyondIt]: _id } }],
  };
};

/** A person of any status; null when there is none, or when they were erased. */
export async function getPerson(id: string): Promise<PersonRecord | null> {
  const user = await User.findOne({ _id: id, status: { $in: [...statuses] } }).lean();
  return user && asRecord(user);
}
