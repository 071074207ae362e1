import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Types } from 'mongoose';
import { countRefusals, recentRefusals, Refusal } from '../../src/conversions/refusal.model.js';
import { getOutcome, getResults } from '../../src/feed/get-results.js';
import { createOrganization } from '../../src/organization/index.js';
import { Organization } from '../../src/organization/organization.model.js';
import { commonPeriods } from '../../src/reports/question.js';
import { Click } from '../../src/clicks/click.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { deleteOldClicks } from '../../src/statistics/delete-old-clicks.js';
import { countLost, lostVisits } from '../../src/clicks/lost-visit.model.js';
import { findActivePerson, type Person } from '../../src/people/find-people.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

/** A moment at most two days from a change of the clocks or a new year, in a zone where that is another day than in UTC. */
const aMoment = fc
  .record({
    zone: fc.constantFrom(
      ...['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'America/New_York', 'America/Havana'],
      ...['Africa/Cairo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham'],
    ),
    near: fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-25', '2026-11-01', '2026-12-31'),
    minutes: fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }),
  })
  .map(({ zone, near, minutes }) => ({ zone, now: new Date(Date.parse(`${near}Z`) + minutes * 60_000) }))
  .filter(({ zone, now }) => localDay(zone, now) !== now.toISOString().slice(0, 10));

/** The calendar day, by luxon's own arithmetic. */
function localDay(zone: string, now: Date, days = 0): string {
  const today = DateTime.fromJSDate(now, { zone }).toISODate()!;
  return DateTime.fromISO(today, { zone: 'utc' }).plus({ days }).toISODate()!;
}

const offsets = Array.from({ length: 12 }, (_, n) => n - 10);

describe('A period is one of days where the organization is, wherever the reader is', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let reader: Person;
  const services = createTestServices();
  beforeEach(async () => {
    await createOrganization(services, { actor: 'operator', name: 'Acme', timeZone: 'UTC' });
    reader = (await findActivePerson((await buildUser()).id))!;
  });

  const holds = (check: (at: { zone: string; now: Date }) => Promise<void>) =>
    fc.assert(
      fc.asyncProperty(aMoment, async (at) => {
        await Organization.updateOne({}, { $set: { timeZone: at.zone } });
        services.setNow(at.now);
        await check(at);
      }),
      { numRuns: 12 },
    );

  it('the last seven days of one’s own results', async () => {
    await holds(async ({ zone, now }) => {
      await DailyStatistic.deleteMany({});
      const labels = {
        advocateId: reader.id,
        postId: 'b'.repeat(24),
        network: 'linkedin',
        level: 'corporate',
      };
      await DailyStatistic.insertMany(
        // A power of two for each day, so that the sum says which days are in it.
        offsets.map((days, n) => ({
          ...{ trackedLinkId: new Types.ObjectId(), day: localDay(zone, now, days), shareId: 'a'.repeat(24) },
          ...{ labels, clicks: 2 ** n, visitors: 2 ** n },
        })),
      );
      const wanted = offsets.filter((days) => days > -7 && days <= 0);
      const sum = wanted.reduce((all, days) => all + 2 ** offsets.indexOf(days), 0);
      const person = { ...reader, timeZone: 'Pacific/Auckland' };
      const { clicks } = await getOutcome(services, { person, days: 7 });
      // Days to come are in no statistics: what is there for tomorrow was put there here.
      expect(clicks & (2 ** offsets.indexOf(0) * 2 - 1)).to.equal(sum);
      const { weeks } = await getResults(services, person);
      expect(weeks.at(-1)).to.include({
        from: localDay(zone, now, -6),
        to: localDay(zone, now),
        visitors: sum,
      });
    });
  });

  it('the last seven days of refused reports, and the day a report is counted on', async () => {
    await holds(async ({ zone, now }) => {
      await Refusal.deleteMany({});
      await Refusal.insertMany(
        offsets
          .filter((days) => days < 0)
          .map((days) => ({ day: localDay(zone, now, days), via: 'pixel', problem: 'x', times: 1 })),
      );
      await countRefusals(services, 'script', ['x']);
      expect(await Refusal.countDocuments({ day: localDay(zone, now), via: 'script' })).to.equal(1);
      const shown = await recentRefusals(services);
      expect(shown.find(({ via }) => via === 'pixel')!.times).to.equal(6);
    });
  });

  it('the days that clicks are kept for, and the day a lost visit belongs to', async () => {
    await Organization.updateOne({}, { $set: { clickDays: 30 } });
    await holds(async ({ zone, now }) => {
      await Click.deleteMany({});
      await Click.collection.insertMany(
        [-32, -31, -30, -29].map((days) => ({
          ...{ _id: new Types.ObjectId(), trackedLinkId: new Types.ObjectId(), at: now, counted: true },
          ...{ day: localDay(zone, now, days), tallied: true },
        })),
      );
      await deleteOldClicks(services);
      const kept = (await Click.find().lean()).map(({ day }) => day).sort();
      expect(kept).to.deep.equal([-30, -29].map((days) => localDay(zone, now, days)));
      const today = localDay(zone, now);
      const before = await lostVisits({ from: today, to: today });
      await countLost(now, 3);
      expect(await lostVisits({ from: today, to: today })).to.equal(before + 3);
    });
  });

  it('the periods that reports offer', async () => {
    await holds(({ zone, now }) => {
      const to = localDay(zone, now);
      expect(commonPeriods(zone, now).map((period) => [period.from, period.to])).to.deep.equal([
        [localDay(zone, now, -27), to],
        [localDay(zone, now, -83), to],
        [`${to.slice(0, 4)}-01-01`, to],
      ]);
      return Promise.resolve();
    });
  });
});
