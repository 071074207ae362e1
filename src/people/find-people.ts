import type { InferSchemaType, Types } from 'mongoose';
import { knownTimeZone } from '../platform/clock.js';
import { rolesFor, type Action, type Role } from './permissions.js';
import { asTeam, type TeamView } from './teams.js';
import { Team, User } from './user.model.js';

export interface Person {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  teamId: string | null;
  locationId: string | null;
  /** Topics that they follow; empty means all. */
  topicIds: string[];
  timeZone: string;
  language: string;
  /** When this person was read. Sessions with another number are invalid. */
  sessionVersion: number;
}

type StoredUser = InferSchemaType<(typeof User)['schema']> & { _id: Types.ObjectId };

/** A user document as the `Person` that other features see. */
export const asPerson = (user: StoredUser): Person => ({
  id: user._id.toString(),
  name: user.name,
  email: user.email,
  roles: user.roles,
  teamId: user.teamId?.toString() ?? null,
  locationId: user.locationId?.toString() ?? null,
  topicIds: user.topicIds.map(String),
  timeZone: knownTimeZone(user.timeZone),
  language: user.language,
  sessionVersion: user.sessionVersion,
});

/** The person if they exist and may sign in, otherwise null. */
export async function findActivePerson(id: string): Promise<Person | null> {
  const user = await User.findOne({ _id: id, status: 'active' }).lean();
  return user && asPerson(user);
}

/** Those of these people who may sign in, by id. */
export async function findActivePeople(ids: string[]): Promise<Map<string, Person>> {
  const users = await User.find({ _id: { $in: ids }, status: 'active' }).lean();
  return new Map(users.map((user) => [user._id.toString(), asPerson(user)]));
}

/** The id of the person with this address, of any status, for logs. */
export async function findPersonId(email: string): Promise<string | undefined> {
  return (await User.findOne({ email }, { _id: 1 }).lean())?._id.toString();
}

/** The person of this session, unless their sessions were ended after it began. */
export async function findSignedIn(id: string, sessionVersion = 0): Promise<Person | null> {
  const user = await User.findOne({ _id: id, status: 'active', sessionVersion }).lean();
  return user && asPerson(user);
}

/** These people by id; unknown ids are left out. */
export async function findPeople(ids: string[]): Promise<Map<string, Person>> {
  const users = await User.find({ _id: { $in: ids } }).lean();
  return new Map(users.map((user) => [user._id.toString(), asPerson(user)]));
}

/** Which of these addresses, in lower case, belong to somebody. */
export async function findAddresses(emails: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (let n = 0; n < emails.length; n += 1_000) {
    const users = await User.find({ email: { $in: emails.slice(n, n + 1_000) } }, { email: 1 }).lean();
    for (const { email } of users) found.add(email);
  }
  return found;
}

/** Those of these people who are active and permitted this action, by id. */
export async function whoMay(action: Action, ids: string[]): Promise<Set<string>> {
  const users = await User.find(
    { _id: { $in: ids }, status: 'active', roles: { $in: rolesFor(action) } },
    { _id: 1 },
  ).lean();
  return new Set(users.map(({ _id }) => _id.toString()));
}

/** The names of active people who are permitted this action, in order. */
export async function listPermitted(action: Action): Promise<{ id: string; name: string }[]> {
  const users = await User.find({ roles: { $in: rolesFor(action) }, status: 'active' })
    .select({ name: 1, foldedName: 1 })
    .sort({ foldedName: 1, _id: 1 })
    .lean();
  return users.map(({ _id, name }) => ({ id: _id.toString(), name }));
}

/** The ids of all active people but these, read little by little. */
export async function* eachActivePerson({ but }: { but: string[] }): AsyncGenerator<string> {
  const leftOut = new Set(but);
  for await (const { _id } of User.find({ status: 'active' }, { _id: 1 }).lean().cursor())
    if (!leftOut.has(_id.toString())) yield _id.toString();
}

/** All teams by name, ended ones too. */
export async function listTeams(): Promise<TeamView[]> {
  return (await Team.find().sort({ foldedName: 1 }).lean()).map(asTeam);
}
