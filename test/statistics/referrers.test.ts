import { expect } from 'chai';
import mongoose from 'mongoose';
import { retainClicksFrom } from '../../src/clicks/index.js';
import { updateConversionSettings } from '../../src/conversions/index.js';
import { migration } from '../../src/migrations/074-classes-of-referrers.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { DayRecount } from '../../src/statistics/day-recount.model.js';
import { recountDays } from '../../src/statistics/recount-days.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { browser, buildClick, buildTrackedLink } from '../clicks/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { runJob } from '../support/run-job.js';
import { createTestServices } from '../support/services.js';

describe('Where visitors come from', () => {
  const services = createTestServices();
  before(useDatabase);
  beforeEach(emptyDatabase);

  const click = (slug: string, referer?: string, at = '2026-11-18T10:00:00Z', agent = browser) =>
    buildClick({ slug, at, headers: { 'user-agent': agent, ...(referer && { referer }) } });
  const stored = async (filter = {}) =>
    (await DailyStatistic.find(filter).sort({ day: 1 }).lean()).map(
      ({ day, referrers }) => [day, (referrers ?? null) as unknown] as const,
    );

  it('is counted for each link and day, of clicks that count, and adds up to them', async () => {
    await updateConversionSettings(services, { actor: 'operator', sites: ['https://acme.example'] });
    const { slug } = await buildTrackedLink();
    for (const referer of [
      ...['https://www.linkedin.com/feed/', 'https://lnkd.in/x', 'https://www.google.de/', undefined],
      ...['https://www.acme.example/news', `${services.publicUrl}/feed`, 'https://forum.example/'],
    ])
      await click(slug, referer);
    await click(slug, 'https://www.linkedin.com/', '2026-11-18T11:00:00Z', 'curl/8.5.0');
    await updateDailyStatistics(services);
    const [row] = await DailyStatistic.find().lean();
    const expected = { network: 2, search: 1, none: 1, 'own-site': 2, other: 1 };
    expect(row!.referrers).to.deep.equal(expected);
    expect(row!.clicks).to.equal(7);
  });

  it('follows when a click turns out not to count', async () => {
    const { slug } = await buildTrackedLink();
    await click(slug, 'https://t.co/x');
    const network = '192.0.2.7';
    const at = (second: number) => `2026-11-18T12:00:0${second}Z`;
    const visit = { network, headers: { 'user-agent': browser, referer: 'https://t.co/y' } };
    await buildClick({ slug, at: at(0), ...visit });
    await updateDailyStatistics(services);
    expect(await stored({ clicks: 2 })).to.deep.equal([['2026-11-18', { network: 2 }]]);
    for (const n of [1, 2]) await buildClick({ slug: (await buildTrackedLink()).slug, at: at(n), ...visit });
    await updateDailyStatistics(services);
    expect(await stored({ clicks: 1 })).to.deep.equal([['2026-11-18', { network: 1 }]]);
  });

  describe('of days that an older release counted', () => {
    const days = ['2026-11-15', '2026-11-16', '2026-11-17'];
    beforeEach(async () => {
      const { slug } = await buildTrackedLink();
      for (const day of days) await click(slug, 'https://t.co/x', `${day}T10:00:00Z`);
      await updateDailyStatistics(services);
      await DailyStatistic.updateMany({}, { $unset: { referrers: 1 } });
    });

    const migrate = () => migration.run(mongoose.connection.db!);

    it('is counted by the job once migrated, and only once', async () => {
      await runJob(services, 'recount-days');
      expect((await stored()).map(([, referrers]) => referrers)).to.deep.equal([null, null, null]);
      await migrate();
      await migrate();
      await runJob(services, 'recount-days');
      expect(await stored()).to.deep.equal(days.map((day) => [day, { network: 1 }]));
      expect(await DayRecount.countDocuments()).to.equal(0);
      expect(await recountDays(services)).to.equal(0);
    });

    it('is not counted where clicks may be deleted already, whose numbers stay', async () => {
      await retainClicksFrom(days[1]!);
      await migrate();
      expect(await recountDays(services)).to.equal(2);
      expect((await stored()).map(([, referrers]) => referrers)).to.deep.equal([
        null,
        { network: 1 },
        { network: 1 },
      ]);
      expect(await DailyStatistic.countDocuments({ clicks: 1 })).to.equal(3);
    });

    it('is counted on from where a process stopped', async () => {
      await migrate();
      const stopping = new AbortController();
      stopping.abort();
      await recountDays(services, stopping.signal);
      expect(await DayRecount.countDocuments()).to.equal(1);
      await DayRecount.updateOne({}, { before: days[2] });
      expect(await recountDays(services)).to.equal(2);
      expect((await stored()).map(([, referrers]) => referrers)).to.deep.equal([
        { network: 1 },
        { network: 1 },
        null,
      ]);
    });
  });
});
