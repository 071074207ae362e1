import { expect } from 'chai';
import mongoose, { type PipelineStage } from 'mongoose';
import sinon from 'sinon';
import { Click } from '../../src/clicks/click.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { buildPost } from '../posts/builders.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../clicks/builders.js';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: Error) => error,
  );

describe('Daily statistics', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const services = createTestServices();
  const week = { from: '2026-11-16', to: '2026-11-22' };
  const total = async () => (await sumStatistics({ ...week, by: 'all' }))[0];

  /** Two visitors, one of them twice, one bot, one repeat; one lead. */
  async function oneDay(slug: string) {
    await buildClick({ slug, network: '192.0.2.1', at: '2026-11-18T08:00:00Z' });
    await buildClick({ slug, network: '192.0.2.1', at: '2026-11-18T08:01:00Z' });
    await buildClick({ slug, network: '192.0.2.1', at: '2026-11-18T10:00:00Z' });
    await buildClick({ slug, network: '192.0.2.2', at: '2026-11-18T08:00:00Z' });
    await buildClick({ slug, headers: { 'user-agent': 'curl/8.5.0' } });
    await recordConversion(services, { slug, kind: 'lead', externalId: 'crm-1', via: 'server' });
  }
  const asCounted = {
    key: 'all',
    clicks: 3,
    visitors: 2,
    excluded: { bot: 1, repeat: 1 },
    conversions: { lead: 1 },
    values: {},
    unverified: {},
    unverifiedValues: {},
  };

  it('count clicks, visitors, excluded clicks by reason and conversions by kind', async () => {
    await oneDay((await buildTrackedLink()).slug);
    expect(await updateDailyStatistics(services)).to.equal(1);
    expect(await total()).to.deep.equal(asCounted);
  });

  it('stay the same however often they are updated', async () => {
    await oneDay((await buildTrackedLink()).slug);
    await updateDailyStatistics(services);
    expect(await updateDailyStatistics(services)).to.equal(0);
    await Click.updateMany({}, { tallied: false });
    await updateDailyStatistics(services);
    expect(await total()).to.deep.equal(asCounted);
    expect(await DailyStatistic.countDocuments()).to.equal(1);
  });

  it('lose and double nothing when the process dies after a row is written and before its clicks are marked', async () => {
    const { slug } = await buildTrackedLink();
    await oneDay(slug);
    const dies = sinon.stub(Click, 'bulkWrite').throws(new Error('killed'));
    expect((await failure(updateDailyStatistics(services)))?.message).to.equal('killed');
    dies.restore();
    expect((await total())?.clicks).to.equal(3);
    expect(await Click.countDocuments({ tallied: true })).to.equal(0);
    await buildClick({ slug });
    await updateDailyStatistics(services);
    expect(await total()).to.deep.equal({ ...asCounted, clicks: 4, visitors: 3 });
    expect(await Click.countDocuments({ tallied: false })).to.equal(0);
  });

  it('lose and double nothing when the process dies before a row is written', async () => {
    await oneDay((await buildTrackedLink()).slug);
    const dies = sinon.stub(DailyStatistic, 'bulkWrite').throws(new Error('killed'));
    expect((await failure(updateDailyStatistics(services)))?.message).to.equal('killed');
    dies.restore();
    await updateDailyStatistics(services);
    expect(await total()).to.deep.equal(asCounted);
  });

  it('are right when clicks arrive while several runs overlap', async () => {
    const { slug } = await buildTrackedLink();
    const arriving = Array.from({ length: 40 }, async (_, n) => {
      await buildClick({ slug });
      if (n % 4 === 0) await updateDailyStatistics(services);
    });
    await Promise.all([...arriving, updateDailyStatistics(services), updateDailyStatistics(services)]);
    await updateDailyStatistics(services);
    expect((await total())?.clicks).to.equal(40);
  });

  it('are right when the database ends a write that waited for another one', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug });
    const written = sinon.stub(DailyStatistic, 'bulkWrite').callsFake(() => {
      written.restore();
      return Promise.reject(new Error('deadlock detected'));
    });
    await updateDailyStatistics(services);
    expect((await total())?.clicks).to.equal(1);
  });

  it('are never set back by a run that counted before a newer one', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug });
    await updateDailyStatistics(services);
    await buildClick({ slug });
    const counts = sinon.stub(Click, 'aggregate').callsFake((async (pipeline: PipelineStage[]) => {
      counts.restore();
      const counted = await Click.aggregate<unknown>(pipeline);
      await buildClick({ slug });
      await updateDailyStatistics(services);
      return counted;
    }) as unknown as typeof Click.aggregate);
    await updateDailyStatistics(services);
    expect((await total())?.clicks).to.equal(3);
  });

  it('are counted once more when a run that counted before wrote first', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug });
    await updateDailyStatistics(services);
    await buildClick({ slug });
    const counts = sinon.stub(Click, 'aggregate').callsFake((async (pipeline: PipelineStage[]) => {
      counts.restore();
      // What it counted is in the row already.
      await DailyStatistic.updateOne({}, { $inc: { revision: 1 } });
      return Click.aggregate<unknown>(pipeline);
    }) as unknown as typeof Click.aggregate);
    await updateDailyStatistics(services);
    expect((await total())?.clicks).to.equal(2);
  });

  it('take back a click that turns out to be part of a burst', async () => {
    const network = '192.0.2.1';
    await buildClick({ network, at: '2026-11-18T08:00:00Z' });
    await buildClick({ network, at: '2026-11-18T08:00:01Z' });
    await updateDailyStatistics(services);
    expect((await total())?.clicks).to.equal(2);
    await buildClick({ network, at: '2026-11-18T08:00:02Z' });
    await updateDailyStatistics(services);
    expect(await total()).to.deep.include({ clicks: 0, visitors: 0, excluded: { burst: 3 } });
  });

  it('leave a click untallied that a burst excluded while it was being counted', async () => {
    const network = '192.0.2.1';
    await buildClick({ network, at: '2026-11-18T08:00:00Z' });
    await buildClick({ network, at: '2026-11-18T08:00:01Z' });
    const marks = sinon.stub(Click, 'bulkWrite').callsFake(async (...given: unknown[]) => {
      marks.restore();
      await buildClick({ network, at: '2026-11-18T08:00:02Z' });
      return Click.bulkWrite(...(given as Parameters<typeof Click.bulkWrite>));
    });
    await updateDailyStatistics(services);
    await updateDailyStatistics(services);
    expect(await total()).to.deep.include({ clicks: 0, excluded: { burst: 3 } });
  });

  it('keep days of the organization’s calendar apart', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-11-18T22:59:00Z' });
    await buildClick({ slug, at: '2026-11-18T23:01:00Z' });
    await updateDailyStatistics(services);
    const days = await sumStatistics({ ...week, by: 'day' });
    expect(days.map(({ key, clicks }) => [key, clicks])).to.deep.equal([
      ['2026-11-18', 1],
      ['2026-11-19', 1],
    ]);
    expect(await sumStatistics({ from: '2026-11-19', to: '2026-11-19', by: 'all' })).to.have.length(1);
    expect(await sumStatistics({ from: '2026-11-20', to: '2026-11-30', by: 'all' })).to.deep.equal([]);
  });

  it('are summed by each label, of the shares and labels asked for', async () => {
    const first = await buildTrackedLink({
      network: 'linkedin',
      teamId: 'a'.repeat(24),
      shareId: 'share-1',
    });
    const second = await buildTrackedLink({
      network: 'mastodon',
      advocateId: first.labels.advocateId,
      shareId: 'share-2',
      postId: (await buildPost({ topicId: null })).id,
    });
    for (const { slug } of [first, second, second]) await buildClick({ slug });
    await updateDailyStatistics(services);
    const sum = async (by: Parameters<typeof sumStatistics>[0]['by'], where = {}) =>
      Object.fromEntries(
        (await sumStatistics({ ...week, by, where })).map(({ key, clicks }) => [key, clicks]),
      );
    expect(await sum('network')).to.deep.equal({ linkedin: 1, mastodon: 2 });
    expect(await sum('team')).to.deep.equal({ '': 2, ['a'.repeat(24)]: 1 });
    expect(await sum('topic')).to.deep.equal({ '': 3 });
    expect(await sum('share')).to.deep.equal({ 'share-1': 1, 'share-2': 2 });
    expect(await sum('advocate')).to.deep.equal({ [first.labels.advocateId]: 3 });
    expect(await sum('post', { network: 'mastodon' })).to.deep.equal({ [second.labels.postId]: 2 });
    expect(await sum('level', { teamId: null })).to.deep.equal({ corporate: 2 });
    expect(await sum('all', { shareIds: ['share-1'], network: undefined })).to.deep.equal({ all: 1 });
    expect(await sum('all', { shareIds: [] })).to.deep.equal({});
  });

  it('are all that a report reads', async () => {
    await oneDay((await buildTrackedLink()).slug);
    await updateDailyStatistics(services);
    const asked = new Set<string>();
    mongoose.set('debug', (collection: string) => void asked.add(collection));
    await total();
    mongoose.set('debug', false);
    expect([...asked]).to.deep.equal(['dailystatistics']);
  });
});
