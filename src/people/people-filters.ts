import type { InferSchemaType, QueryFilter, Types } from 'mongoose';
import { cleanAddress } from './clean-address.js';
import { foldName, startLetters, wordsOfName } from './fold-name.js';
import type { Role } from './permissions.js';
import { User } from './user.model.js';

export const statuses = ['invited', 'active', 'deactivated'] as const;
export type Status = (typeof statuses)[number];

export interface PeopleFilters {
  /** The beginning of words of a name, or of an e-mail address. */
  name?: string;
  /** `to-invite`: added, and not invited yet. */
  status?: Status | 'to-invite';
  teamId?: string;
  role?: Role;
}

export type FoundUser = InferSchemaType<(typeof User)['schema']> & { _id: Types.ObjectId };
type Lead = QueryFilter<FoundUser>;

/** How many people one search reads at most. Half as many are read together and sorted afterwards. */
export const mostRead = 2_000;
export const mostSorted = mostRead / 2;
/** More words of a name than these are compared without asking an index. */
const wordsAsked = 6;

/** Every text that begins with `start` lies between these. */
const beginningWith = (start: string) => ({ $gte: start, $lt: `${start}\u{10ffff}` });

/** What is asked of a name or an address, each part as a query that an index answers. */
function leadsOfName(name: string): Lead[] {
  const sought = foldName(name);
  if (!sought) return [];
  if (sought.includes('@')) return [{ email: beginningWith(cleanAddress(name)) }];
  const { least, most } = startLetters;
  const words = wordsOfName(name).map((word) => [...word]);
  const indexed = words.filter(({ length }) => length >= least).slice(0, wordsAsked);
  // A single letter is too little for the index of words: it finds names that begin with it.
  if (!indexed.length) return [{ foldedName: beginningWith(sought) }];
  return indexed.map((letters) => ({ nameStarts: letters.slice(0, most).join('') }));
}

/**
 * The query with which a search reads people: `few` finds all who may fit; otherwise they are read in the order of
 * names, as far as needed.
 */
export async function leadOf({ name = '', status, teamId, role }: PeopleFilters) {
  const ofName = leadsOfName(name);
  const leads: Lead[] = [
    ...ofName,
    ...(teamId ? [{ teamId }] : []),
    ...(role ? [{ roles: role }] : []),
    ...(status === 'to-invite' ? [{ status: 'invited' as const, invitedAt: null }] : []),
  ];
  const counts = await Promise.all(leads.map((lead) => User.countDocuments(lead, { limit: mostSorted + 1 })));
  const least = Math.min(...counts);
  if (least <= mostSorted) return { few: leads[counts.indexOf(least)]! };
  const inOrder: Lead[] = [
    // The index of words lists nobody in the order of names.
    ...ofName.filter((lead) => 'foldedName' in lead),
    ...(teamId ? [{ teamId }] : []),
    ...(status ? [{ status: status === 'to-invite' ? ('invited' as const) : status }] : []),
    {},
  ];
  // So that an index is read in the order of names.
  return { inOrder: { $and: [inOrder[0]!, { foldedName: { $gt: '' } }] } };
}

/** Whether somebody is meant by these filters. */
export function fitsFilters({
  name = '',
  status,
  teamId,
  role,
}: PeopleFilters): (user: FoundUser) => boolean {
  const fitsName = nameFits(name);
  return (user) =>
    (status === 'to-invite'
      ? user.status === 'invited' && !user.invitedAt
      : status
        ? user.status === status
        : user.status !== 'erased') &&
    (!teamId || user.teamId?.toString() === teamId) &&
    (!role || user.roles.includes(role)) &&
    fitsName(user);
}

/** People with a word that begins with each word sought; or with an address that begins with it. */
function nameFits(name: string): (user: FoundUser) => boolean {
  const sought = foldName(name);
  if (!sought) return () => true;
  if (sought.includes('@')) return ({ email }) => email.startsWith(cleanAddress(name));
  const words = wordsOfName(name);
  if (!words.some((word) => [...word].length >= startLetters.least))
    return ({ foldedName }) => foldedName.startsWith(sought);
  return (user) => {
    const own = wordsOfName(user.name);
    return words.every((word) => own.some((one) => one.startsWith(word)));
  };
}
