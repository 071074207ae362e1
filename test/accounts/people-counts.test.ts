import { expect } from 'chai';
import mongoose from 'mongoose';
import type { CommandStartedEvent, CommandSucceededEvent, Document } from 'mongodb';
import { countLocations, createLocation } from '../../src/accounts/manage-locations.js';
import { countTeams } from '../../src/accounts/manage-teams.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { User } from '../../src/people/user.model.js';
import { invitation } from '../../src/sign-in/invitations.js';
import { mostRead, mostSorted } from '../../src/people/people-filters.js';
import { searchPeople } from '../../src/people/search-people.js';
import { mostCounted } from '../../src/platform/data/paging.js';
import { countUninvited, countWave, mostSending } from '../../src/sign-in/invitation-waves.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The counts of people on pages of admins', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  /** The counts for which people are read, because no index has all that is asked. */
  async function readingPeople(count: () => Promise<unknown>): Promise<Document[]> {
    const counts: Document[] = [];
    const client = mongoose.connection.getClient();
    const record = ({ commandName, command }: CommandStartedEvent) => {
      if (command[commandName] !== 'users') return;
      const [match] = (command.pipeline ?? []) as { $match: Document }[];
      const filter = match?.$match ?? (command.filter as Document);
      // Those who are named by id are few.
      if (!filter._id) counts.push(filter);
    };
    client.on('commandStarted', record);
    await count().finally(() => client.off('commandStarted', record));
    expect(counts).not.to.have.length(0);
    const reading: Document[] = [];
    for (const filter of counts) {
      const { queryPlanner } = await mongoose.connection.db!.command({ explain: { find: 'users', filter } });
      const { winningPlan } = queryPlanner as { winningPlan: { inputStage?: { keyPattern?: Document } } };
      const keys = Object.keys(winningPlan.inputStage?.keyPattern ?? {}).slice(0, Object.keys(filter).length);
      const isCovered = Object.keys(filter).every((field) => keys.includes(field));
      if (!isCovered || /null|\$n/.test(JSON.stringify(filter))) reading.push(filter);
    }
    return reading;
  }

  // Other databases explain in other words.
  if (!process.env.MONGODB_URI)
    it('are answered by indexes, without reading the people', async () => {
      const team = await buildTeam();
      const actor = acting('admin', (await buildUser({ roles: ['admin'] })).id);
      await createLocation(services, { actor, name: 'Harbour' });
      const [location] = await countLocations();
      const place = { teamId: team.id, locationId: location!.id };
      for (const [status, invitedAt] of [
        ['invited', null],
        ['invited', new Date('2026-11-01T09:00:00Z')],
        ['active', null],
        ['deactivated', null],
      ] as const)
        await User.updateOne({ _id: (await buildUser()).id }, { ...place, status, invitedAt });
      expect(await readingPeople(countTeams)).to.deep.equal([]);
      expect(await readingPeople(countLocations)).to.deep.equal([]);
      expect(await readingPeople(countUninvited)).to.deep.equal([]);
      expect((await countTeams()).find(({ id }) => id === team.id)!.people).to.equal(3);
      expect((await countLocations())[0]!.people).to.equal(3);
      expect(await countUninvited()).to.include({ never: 1, waiting: 1, sending: 0, isMoreSending: false });
    });

  it('of invitations that are being sent end at a limit, and no other is counted then', async () => {
    const now = services.clock.now();
    // The database deletes by its own clock.
    const later = new Date('2100-01-01');
    const delivery = {
      kind: invitation.name,
      channel: 'mail',
      state: 'waiting',
      madeAt: now,
      dueAt: now,
      purgeAt: later,
    };
    await DeliveryRow.insertMany(
      Array.from({ length: mostSending + 5 }, (_, n) => ({
        ...delivery,
        recipient: new mongoose.Types.ObjectId().toString(),
        reason: `invitation/${n}`,
      })),
    );
    expect(await countUninvited()).to.deep.equal({
      ...{ never: 0, waiting: 0 },
      ...{ sending: mostSending, isMoreSending: true },
    });
  });

  it('of a wave end at a limit, and leave out those whose invitation waits', async () => {
    const now = services.clock.now();
    const purgeAt = new Date('2100-01-01');
    await User.insertMany(manyPeople(mostCounted + 5, () => 'Not Come'));
    const [first] = await User.find().sort({ status: 1, invitedAt: 1 }).limit(1).lean();
    expect(await countWave(services, 'never')).to.deep.equal({ count: mostCounted, isMore: true });
    expect(await countUninvited()).to.include({ never: mostCounted, waiting: 0 });
    await DeliveryRow.create({
      ...{ kind: invitation.name, channel: 'mail', state: 'waiting', madeAt: now, dueAt: now, purgeAt },
      ...{ recipient: first!._id.toString(), reason: 'invitation/first' },
    });
    expect(await countWave(services, 'never')).to.deep.equal({ count: mostCounted - 1, isMore: true });
    await User.deleteMany({ _id: { $nin: (await User.find().limit(3)).map(({ _id }) => _id) } });
    expect((await countWave(services, 'never')).isMore).to.equal(false);
    expect((await countUninvited()).waiting).to.equal(0);
  });
});

/** People who were added and not invited. */
const manyPeople = (count: number, nameOf: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ name: nameOf(n), email: `many-${n}@example.com`, status: 'invited', timeZone: 'UTC' },
    joinedAt: new Date('2026-01-01'),
  }));

describe('The search for people', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  /** How many people were read meanwhile. */
  async function reading(search: () => Promise<unknown>): Promise<number> {
    let count = 0;
    const client = mongoose.connection.getClient();
    const record = ({ reply }: CommandSucceededEvent) => {
      const { cursor } = reply as { cursor?: { ns: string; firstBatch?: unknown[]; nextBatch?: unknown[] } };
      if (cursor?.ns.endsWith('.users')) count += (cursor.firstBatch ?? cursor.nextBatch ?? []).length;
    };
    client.on('commandSucceeded', record);
    await search().finally(() => client.off('commandSucceeded', record));
    return count;
  }

  it('reads no more people than its limit, whatever is asked, and goes on with the next page', async () => {
    const isLast = (n: number) => n === mostRead + 99;
    await User.insertMany(
      manyPeople(mostRead + 100, (n) => `Maria Example${isLast(n) ? 'ton' : String(n).padStart(5, '0')}`),
    );
    const found = new Set<string>();
    let pages = 0;
    for (let after: string | null | undefined; after !== null; pages += 1) {
      const filters = { name: 'exampleton maria', status: 'to-invite' } as const;
      const place = after ? { after } : {};
      let page!: Awaited<ReturnType<typeof searchPeople>>;
      const read = await reading(async () => (page = await searchPeople(filters, place)));
      expect(read).to.be.within(1, mostRead + 5);
      expect(page).to.include({ total: null, isPartial: page.next !== null });
      for (const { name } of page.people) found.add(name);
      after = page.next;
    }
    expect(pages).to.equal(2);
    expect([...found]).to.deep.equal(['Maria Exampleton']);
    const read = await reading(() => searchPeople({ name: 'maria' }));
    expect(read, 'a page of a common name').to.be.within(51, 200);
  });

  it('asks by the rarest word, and knows how many were found', async () => {
    await User.insertMany(manyPeople(mostSorted + 60, (n) => `Maria ${n < 60 ? 'Rare' : 'Common'} ${n}`));
    const first = await searchPeople({ name: 'maria rare' });
    expect(first).to.include({ total: 60, isPartial: false });
    const second = await searchPeople({ name: 'maria rare' }, { after: first.next! });
    expect([first, second].map(({ people }) => people.length)).to.deep.equal([50, 10]);
    expect(await searchPeople({ name: 'maria rare' }, { before: second.previous! })).to.deep.equal(first);
    expect(await reading(() => searchPeople({ name: 'maria rare' }))).to.be.within(60, 65);
  });
});
