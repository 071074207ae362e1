import pMap from 'p-map';
import { createPerson } from '../sign-in/index.js';
import { createLocation, createTeam, updateTeam } from '../accounts/index.js';
import { followTopics, User } from '../people/index.js';
import { ensureSubscriptions } from '../notifications/index.js';
import type { Services } from '../services.js';
import type { Calendar } from './calendar.js';
import type { Cast } from './cast.js';
import { withIdsOf } from './fixed-ids.js';
import { loadMorePeople } from './load-more-people.js';
import { moreHeads } from './more-people.js';
import { days, samplePassword } from './organization.js';
import {
  endedTeam,
  headOf,
  mailAddressOf,
  people,
  teams,
  type PeopleByMailbox,
  type SamplePerson,
} from './people.js';

/** Creates teams, locations and people. Only the advocate who can sign in has a digest that is due. */
export async function loadPeople(
  at: (moment: Date) => Services,
  calendar: Calendar,
  cast: Cast,
): Promise<{ made: PeopleByMailbox; teamIds: Map<string, string> }> {
  const now = at(calendar.now);
  const operator = 'operator' as const;
  const teamIds = await idsByName('team', [...cast.teams, endedTeam.name], (name) =>
    createTeam(now, { actor: operator, name }),
  );
  const locations = new Set(cast.people.flatMap(({ location }) => location ?? []));
  const locationIds = await idsByName('location', [...locations], (name) =>
    createLocation(now, { actor: operator, name }),
  );

  const made: PeopleByMailbox = new Map();
  const make = async (person: SamplePerson) => {
    const { name, roles, timeZone, signsInAs, mailbox, team, formerTeam = team, location = '' } = person;
    const create = () =>
      createPerson(at(joinedAt(person, calendar, cast)), {
        actor: operator,
        name,
        email: mailAddressOf(person),
        roles,
        teamId: teamIds.get(formerTeam)!,
        locationId: locationIds.get(location) ?? null,
        timeZone,
        ...(signsInAs && { password: samplePassword }),
      });
    made.set(mailbox, await withIdsOf(`person ${mailbox}`, create));
  };
  const first = people.find(({ signsInAs }) => signsInAs === 'advocate')!;
  await make(first);
  await ensureSubscriptions(at(calendar.moment(7, '0:00')));
  await pMap(
    people.filter((person) => person !== first),
    make,
    { concurrency: 40 },
  );
  const more = cast.people.filter((person) => !made.has(person.mailbox));
  const joining = (person: SamplePerson) => joinedAt(person, calendar, cast);
  await withIdsOf('more people', () => loadMorePeople(now, { more, joining, teamIds, locationIds, made }));
  await addNewcomers(at, calendar, teamIds);
  await pMap(cast.teams, async (name) => {
    const mailbox = headOf[name] ?? moreHeads[name];
    const team = { actor: operator, teamId: teamIds.get(name)!, name };
    if (mailbox) await updateTeam(now, { ...team, head: mailAddressOf({ mailbox }) });
  });
  return { made, teamIds };
}

/** Creates one thing of a kind for each name, together. */
async function idsByName(
  kind: string,
  names: string[],
  create: (name: string) => Promise<{ id: string }>,
): Promise<Map<string, string>> {
  const all = await pMap(names, (name) => withIdsOf(`${kind} ${name}`, () => create(name)));
  return new Map(names.map((name, n) => [name, all[n]!.id]));
}

/** Some days before the first week, unless they came later. */
const joinedAt = ({ joined }: SamplePerson, calendar: Calendar, { firstWeek }: Cast): Date =>
  calendar.moment(joined === undefined ? days + 11 - firstWeek * 7 : days - 1 - joined * 7, '7:30');

/** People who have not come yet: two were invited, and one was only added. */
async function addNewcomers(
  at: (moment: Date) => Services,
  calendar: Calendar,
  teamIds: Map<string, string>,
): Promise<void> {
  const newcomers: [name: string, mailbox: string, invitedDaysAgo: number | null][] = [
    ['Ottilie Brandvold', 'ottilie', 18],
    ['Tomasz Wieczorek', 'tomasz', 4],
    ['Noor van der Meer', 'noor', null],
  ];
  for (const [n, [name, mailbox, daysAgo]] of newcomers.entries()) {
    const moment = calendar.moment(daysAgo ?? 1, '8:15');
    const create = () =>
      createPerson(at(moment), {
        actor: 'operator',
        name,
        email: mailAddressOf({ mailbox }),
        roles: ['advocate'],
        teamId: teamIds.get(teams[n]!)!,
        status: 'invited',
      });
    const { id } = await withIdsOf(`person ${mailbox}`, create);
    if (daysAgo !== null) await User.updateOne({ _id: id }, { $set: { invitedAt: moment } });
  }
}

/** Some people follow the topics of their work; the others see all posts. */
export async function loadFollowedTopics(
  services: Services,
  made: PeopleByMailbox,
  topicIds: Map<string, string>,
): Promise<void> {
  const choices: [mailbox: string, topics: string[]][] = [
    ['raul', ['Electric ships', 'Sea and climate', 'Working here']],
    ['gabriela', ['Freight', 'On board']],
    ['emre', ['Electric ships', 'Sea and climate']],
    ['friederike', ['Working here', 'Harbour towns']],
  ];
  await pMap(choices, ([mailbox, topics]) =>
    withIdsOf(`topics of ${mailbox}`, () =>
      followTopics(services, {
        actor: made.get(mailbox)!,
        topicIds: topics.map((name) => topicIds.get(name)!),
      }),
    ),
  );
}
