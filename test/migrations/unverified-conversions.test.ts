import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/002-unverified-conversions.js';
import { Conversion, type ConversionWay } from '../../src/conversions/conversion.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { type NewConversion } from '../../src/conversions/check-conversion.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../clicks/builders.js';

describe('Earlier conversions, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const db = () => mongoose.connection.db!;
  let ids = 0;

  /** Conversions and statistics as they were stored before there was anything unverified. */
  async function earlier(): Promise<void> {
    const links = [await buildTrackedLink(), await buildTrackedLink()];
    const ways: ConversionWay[] = ['script', 'pixel', 'server', 'csv'];
    for (const [n, { slug }] of links.entries()) {
      await buildClick({ slug, at: '2026-11-18T08:00:00Z' });
      for (const via of ways.slice(n)) {
        const one: NewConversion = { kind: 'sale', externalId: `${(ids += 1)}`, via: 'server', slug };
        await recordConversion(services, { ...one, value: 10 ** ways.indexOf(via), currency: 'EUR' });
        await Conversion.updateOne({ kind: 'sale', externalId: `${ids}` }, { via });
      }
    }
    await recordConversion(services, { kind: 'lead', externalId: 'x', via: 'csv' });
    await Conversion.collection.updateMany(
      {},
      { $unset: { verified: 1, origin: 1, acceptedPerClickAndDay: 1 } },
    );
    await updateDailyStatistics(services);
    const verified = await db().collection('dailystatistics').find().toArray();
    for (const { _id, unverified, unverifiedValues } of verified as mongoose.mongo.BSON.Document[])
      await DailyStatistic.collection.updateOne(
        { _id: _id as mongoose.Types.ObjectId },
        {
          $set: { conversions: unverified as object, values: unverifiedValues as object },
          $unset: { unverified: 1, unverifiedValues: 1 },
        },
      );
  }
  const statistics = async () =>
    (await db().collection('dailystatistics').find().sort({ _id: 1 }).toArray()).map(
      ({ clicks, conversions, values, unverified, unverifiedValues }) =>
        [clicks, conversions, values, unverified, unverifiedValues] as unknown[],
    );
  const migrated = [
    [1, { sale: 2 }, { EUR: { sale: 1100 } }, { sale: 2 }, { EUR: { sale: 11 } }],
    [1, { sale: 2 }, { EUR: { sale: 1100 } }, { sale: 1 }, { EUR: { sale: 10 } }],
  ];
  const sortedStatistics = async () => (await statistics()).sort((a, b) => sizeOf(b) - sizeOf(a));
  const sizeOf = (row: unknown[]) => (row[3] as { sale: number }).sale;

  it('are unverified where browsers reported them, in the list and in the statistics', async () => {
    await earlier();
    expect((await statistics())[0]![1]).to.deep.equal({ sale: 4 });
    await migration.run(db());
    expect(await sortedStatistics()).to.deep.equal(migrated);
    const rows = await Conversion.find().lean();
    for (const { via, verified, origin } of rows) {
      const isTrusted = via === 'server' || via === 'csv';
      expect([verified, origin]).to.deep.equal([isTrusted, isTrusted ? 'trusted' : 'browser']);
    }
    await Conversion.updateMany({ trackedLinkId: { $ne: null } }, { tallied: false });
    await updateDailyStatistics(services);
    expect(await sortedStatistics(), 'counted again').to.deep.equal(migrated);
  });

  it('are the same when the migration ended anywhere and runs again, or runs twice', async () => {
    await earlier();
    await migration.run(db());
    // As if it had ended after the statistics and before some of the conversions.
    await Conversion.collection.updateMany({ via: 'pixel' }, { $unset: { verified: 1 } });
    for (let n = 0; n < 2; n += 1) {
      await migration.run(db());
      expect(await sortedStatistics()).to.deep.equal(migrated);
    }
    expect(await Conversion.countDocuments({ verified: false })).to.equal(3);
  });

  it('leave the id of an order to a server that reports it later', async () => {
    const conversions = db().collection('conversions');
    await conversions.createIndex({ kind: 1, externalId: 1 }, { unique: true });
    await migration.run(db());
    expect((await conversions.indexes()).map(({ name }) => name)).not.to.include('kind_1_externalId_1');
    await migration.run(db());
  });
});
