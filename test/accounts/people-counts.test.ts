import { expect } from 'chai';
import mongoose from 'mongoose';
import type { CommandStartedEvent, Document } from 'mongodb';
import { countLocations, createLocation } from '../../src/accounts/manage-locations.js';
import { countTeams } from '../../src/accounts/manage-teams.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { User } from '../../src/people/user.model.js';
import { invitation } from '../../src/sign-in/invitations.js';
import { countUninvited, mostSending } from '../../src/sign-in/invitation-waves.js';
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

  it('are answered by indexes, without reading the people', async function () {
    // Other databases explain in other words.
    if (process.env.MONGODB_URI) return this.skip();
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
    const later = new Date(now.getTime() + 86_400_000);
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
});
