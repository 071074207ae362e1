import { Types } from 'mongoose';
import { InvalidInput, type Message } from '../../platform/errors.js';
import { readableAddress } from '../../platform/text/readable-address.js';
import { readTable } from '../../platform/text/read-table.js';
import { languages, translate } from '../../platform/text/words.js';
import type { Services } from '../../services.js';
import {
  authorize,
  findAddresses,
  foldName,
  hasMoreRoles,
  listLocations,
  listTeams,
  needsAllScripts,
  offeredTeams,
  reachOfAllScripts,
  roles,
  type Role,
  type SignedIn,
} from '../../people/index.js';
import { PeopleList, type ListRow } from './people-list.model.js';
import { type listColumns, readList, type Known, type ListProblem } from './read-list.js';

export const listLimits = { bytes: 4 * 1024 * 1024, rows: 20_000, problems: 200 };

/**
 * Reads a list and stores what it says, so that an admin sees what will happen. Nobody is added yet. Returns its id.
 * @throws Forbidden; InvalidInput when it is empty, too long, or not a text
 */
export async function takeList(
  services: Services,
  { actor, file, text = '' }: { actor: SignedIn; file: Buffer; text?: string },
): Promise<string> {
  authorize(actor, 'manage-people');
  const field = text ? 'text' : 'file';
  const refuse = (because: string): never => {
    throw new InvalidInput({
      [field]: { key: `accounts.list-file-${because}`, values: { count: listLimits.rows } },
    });
  };
  const table = await readTable(file, listLimits);
  if ('problem' in table) return refuse(table.problem);

  const read = await readList(table.rows, await knownNames());
  const there = await findAddresses(read.people.map(({ email }) => email));
  const isRefusing =
    read.people.some(({ email }) => needsAllScripts(email)) &&
    (await reachOfAllScripts(services)) === 'refused';
  const isUnreached = (email: string) => isRefusing && needsAllScripts(email);
  const added = read.people.filter(({ email }) => !there.has(email) && !isUnreached(email));
  const more = added.filter(({ roles: held }) => hasMoreRoles(held));
  // The page shows the first people of a long list: those that an admin should look at.
  const people = [...more, ...added.filter((person) => !hasMoreRoles(person.roles))];
  const problems: ListProblem[] = [
    ...read.problems,
    ...read.people
      .filter(({ email }) => there.has(email))
      .map(({ line, name, email }) => ({
        line,
        text: name,
        message: { key: 'accounts.list-there', values: { email: readableAddress(email) } },
      })),
    ...read.people
      .filter(({ email }) => !there.has(email) && isUnreached(email))
      .map(({ line, email }) => ({ line, text: readableAddress(email), message: 'people.email-relay' })),
  ].sort((a, b) => a.line - b.line);
  const now = services.clock.now();
  const made = await PeopleList.create({
    takenBy: actor.id,
    takenAt: now,
    text,
    state: 'read',
    rows: people.map(({ name, email, teamId, locationId, roles: held }): ListRow => ({
      userId: new Types.ObjectId(),
      ...{ name, email, roles: held },
      teamId: teamId ? new Types.ObjectId(teamId) : null,
      locationId: locationId ? new Types.ObjectId(locationId) : null,
    })),
    people: people.length,
    problems: problems.slice(0, listLimits.problems).map(asStored),
    problemCount: problems.length,
    hasMoreRoles: more.length > 0,
    needsAllScripts: added.some(({ email }) => needsAllScripts(email)),
    dueAt: now,
  });
  return made._id.toString();
}

const asStored = ({ line, text, message }: { line: number; text: string; message: Message }) =>
  typeof message === 'string'
    ? { line, text, word: message }
    : { line, text, word: message.key, values: message.values };

const openLocations = async () => (await listLocations()).filter(({ endedAt }) => !endedAt);

/** The names of teams, locations, columns and roles, in every language of the product. */
async function knownNames(): Promise<Known> {
  const inAll = (key: string) => languages.map((lang) => translate(lang, key));
  const namesOf = (column: (typeof listColumns)[number]) =>
    inAll(`accounts.list-names-${column}`).flatMap((names) => names.split(',').map(foldName));
  return {
    teams: new Map(offeredTeams(await listTeams()).map(({ id, name }) => [foldName(name), id])),
    locations: new Map((await openLocations()).map(({ id, name }) => [foldName(name), id])),
    columnNames: {
      name: namesOf('name'),
      email: namesOf('email'),
      team: namesOf('team'),
      role: namesOf('role'),
      location: namesOf('location'),
    },
    roleNames: new Map<string, Role>(
      roles.flatMap((role) =>
        [role, ...inAll(`people.role-${role}`)].map((name) => [foldName(name), role] as const),
      ),
    ),
  };
}
