import { expect } from 'chai';
import { Types } from 'mongoose';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { ClosedWeek } from '../../src/participation/closed-week.model.js';
import { getBaseline } from '../../src/participation/get-baseline.js';
import { Habit } from '../../src/participation/habit.model.js';
import { getOwnRegularity } from '../../src/participation/index.js';
import { Participation } from '../../src/participation/participation.model.js';
import { acting } from '../support/actors.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('The series of weeks', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    await buildOrganization();
  });

  const posting = (personId: string, day: string, isAssumed: boolean) => {
    const shareId = new Types.ObjectId();
    return Participation.create({
      _id: isAssumed ? `assumed/${shareId.toString()}/posted` : `share/${shareId.toString()}/00000002`,
      ...{
        kind: 'posted',
        personId,
        shareId,
        postId: new Types.ObjectId(),
        network: 'x',
        level: 'corporate',
      },
      ...{ day, at: new Date(`${day}T08:00:00Z`), isAssumed },
    });
  };
  const closedWeeks = async () => (await ClosedWeek.find().sort({ _id: 1 }).lean()).map(({ _id }) => _id);

  it('begins when postings were recorded, and counts what is known of its first week', async () => {
    const { id } = await buildUser();
    const earlier = await buildUser();
    await posting(id, '2026-08-05', true);
    await posting(earlier.id, '2026-08-05', true);
    services.setNow('2026-10-01T08:00:00Z');
    expect(await closeWeeks(services)).to.equal(0);
    expect((await getBaseline({ zone: 'Europe/Berlin', fewest: 0 })).next).to.equal(null);
    expect(await getOwnRegularity(services, { actor: acting('advocate', id) })).to.equal(null);

    await posting(id, '2026-09-01', true);
    await posting(id, '2026-09-03', false);
    expect((await getBaseline({ zone: 'Europe/Berlin', fewest: 0 })).next!.month).to.equal('2026-09');
    await closeWeeks(services);
    expect(await closedWeeks()).to.deep.equal(['2026-08-31', '2026-09-07']);
    const own = (personId: string) => getOwnRegularity(services, { actor: acting('advocate', personId) });
    expect(await own(earlier.id)).to.equal(null);
    expect(await own(id)).to.not.equal(null);
  });

  it('counts a posting of an older release in its first week', async () => {
    const { id } = await buildUser();
    const other = await buildUser();
    await posting(other.id, '2026-09-01', true);
    await posting(id, '2026-09-03', false);
    services.setNow('2026-09-22T08:00:00Z');
    await closeWeeks(services);
    expect(await closedWeeks()).to.deep.equal(['2026-08-31']);
    expect((await Habit.find().lean()).map(({ firstMonth }) => firstMonth)).to.deep.equal([
      '2026-09',
      '2026-09',
    ]);
  });
});
