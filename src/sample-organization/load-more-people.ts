import { createPast } from '../events/index.js';
import { getOrganization } from '../organization/index.js';
import { recordPastFacts } from '../participation/index.js';
import { nameFields, User } from '../people/index.js';
import type { Services } from '../services.js';
import { mailAddressOf, type PeopleByMailbox, type SamplePerson } from './people.js';

interface More {
  more: SamplePerson[];
  joining: (person: SamplePerson) => Date;
  teamIds: Map<string, string>;
  locationIds: Map<string, string>;
  /** Those that there are; these are added. */
  made: PeopleByMailbox;
}

/** Stores people who can't sign in, many at once. */
export async function loadMorePeople(
  services: Services,
  { more, joining, teamIds, locationIds, made }: More,
): Promise<void> {
  const usualZone = (await getOrganization())!.timeZone;
  const values = more.map((person) => ({
    ...nameFields(person.name),
    email: mailAddressOf(person),
    roles: person.roles,
    teamId: teamIds.get(person.team)!,
    locationId: locationIds.get(person.location ?? '') ?? null,
    status: 'active',
    timeZone: person.timeZone ?? usualZone,
    language: 'en',
    joinedAt: joining(person),
    // Until `followMorePeople`.
    isChanged: false,
  }));
  const events = await createPast(
    services,
    User,
    values.map((set) => [{ type: 'person.created', by: null, at: set.joinedAt, set }]),
  );
  await recordPastFacts(events);
  for (const [n, { teamId, locationId, ...set }] of values.entries()) {
    const { mailbox } = more[n]!;
    const id = events[n]![0]!.of.slice('person/'.length);
    made.set(mailbox, { ...set, id, teamId, locationId, topicIds: [], sessionVersion: 0 });
  }
}

/** Leaves the rest to the job that follows changed people. */
export async function followMorePeople(
  people: readonly SamplePerson[],
  made: PeopleByMailbox,
): Promise<void> {
  const ids = people.map(({ mailbox }) => made.get(mailbox)!.id);
  await User.updateMany({ _id: { $in: ids } }, { $set: { isChanged: true } });
}
