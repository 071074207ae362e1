import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { reactions } from '../../jobs/reactions.js';
import { createLocation } from '../../src/accounts/manage-locations.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { eventsPublished, type StoredEvent } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { Membership } from '../../src/participation/membership.model.js';
import { membershipReaction } from '../../src/participation/index.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A membership', () => {
  const services = createTestServices();
  const start = Date.parse('2026-11-18T09:00:00Z');
  const at = (hours: number) => new Date(start + hours * 3_600_000);

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow(at(0));
  });

  const intervals = async (personId: string) =>
    (await Membership.find({ personId }).sort({ revision: 1 }).lean()).map(
      ({ teamId, locationId, status, from, to }) => ({
        team: teamId?.toString() ?? null,
        location: locationId?.toString() ?? null,
        status,
        from,
        to,
      }),
    );

  it('begins and ends with what happens to a person', async () => {
    const admin = await buildUser({ roles: ['admin'] });
    const [ports, works] = [await buildTeam(), await buildTeam()];
    const bo = { name: 'Bo', email: 'bo@example.com', roles: ['advocate' as const] };
    const kiel = await createLocation(services, { actor: 'operator', name: 'Kiel' });
    const { id } = await createPerson(services, { actor: 'operator', ...bo, teamId: ports.id });
    services.setNow(at(1));
    await updatePerson(services, { ...bo, userId: id, actor: admin, teamId: works.id });
    services.setNow(at(2));
    await updatePerson(services, { ...bo, name: 'Bea', userId: id, actor: admin, teamId: works.id });
    services.setNow(at(3));
    const here = { locationId: kiel.id };
    await updatePerson(services, { ...bo, ...here, userId: id, actor: admin, teamId: works.id });
    services.setNow(at(4));
    await deactivatePerson(services, { userId: id, actor: admin });
    await eventsPublished();
    await react(services, reactions);
    expect(await intervals(id)).to.deep.equal([
      { team: ports.id, location: null, status: 'active', from: at(0), to: at(1) },
      { team: works.id, location: null, status: 'active', from: at(1), to: at(3) },
      { team: works.id, location: kiel.id, status: 'active', from: at(3), to: at(4) },
      { team: works.id, location: kiel.id, status: 'deactivated', from: at(4), to: null },
    ]);
  });

  it('is the same when its events come again and late, after the first time in order', async () => {
    const teams = [null, ...Array.from({ length: 2 }, () => new Types.ObjectId())];
    const place = fc.integer({ min: 0, max: 2 });
    const step = fc.record({ team: place, location: place, active: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        async (steps, random) => {
          await Membership.deleteMany({});
          const personId = new Types.ObjectId().toString();
          const events = steps.map(({ team, location, active }, index) => ({
            _id: `person/${personId}/${String(index + 1).padStart(8, '0')}`,
            at: at(index),
            changes: [
              ['set', 'teamId', teams[team]],
              ['set', 'locationId', teams[location]],
              ['set', 'status', active ? 'active' : 'deactivated'],
            ],
          })) as unknown as StoredEvent[];
          for (const event of events) await membershipReaction.run(services, event);
          const inOrder = await intervals(personId);
          for (let again = 0; again < 4; again += 1)
            await membershipReaction.run(services, events[random.next().value % events.length]!);
          expect(await intervals(personId)).to.deep.equal(inOrder);
          // Each moment belongs to one interval, without a gap.
          for (const [index, { to }] of inOrder.entries())
            expect(to).to.deep.equal(inOrder[index + 1]?.from ?? null);
          const last = steps.at(-1)!;
          expect(inOrder.at(-1)).to.include({
            team: teams[last.team]?.toString() ?? null,
            location: teams[last.location]?.toString() ?? null,
            status: last.active ? 'active' : 'deactivated',
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});
