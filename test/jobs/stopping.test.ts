import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Types } from 'mongoose';
import sinon from 'sinon';
import { publishDuePosts } from '../../src/content/index.js';
import { Post } from '../../src/content/post.model.js';
import { sendDueDigests } from '../../src/digests/index.js';
import { Subscription } from '../../src/notifications/subscription.model.js';
import { fetchDueFeeds } from '../../src/sources/fetch-due-feeds.js';
import { Feed } from '../../src/sources/feed.model.js';
import { updateDailyStatistics } from '../../src/tracking/index.js';
import { Click } from '../../src/tracking/click.model.js';
import { DailyStatistic } from '../../src/tracking/daily-statistic.model.js';
import { buildDraft } from '../content/builders.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClick, buildTrackedLink } from '../tracking/builders.js';

describe('A job whose process is about to end', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());

  it('ends fetches that take long, and the feeds are due again without a failure', async () => {
    const services = createTestServices();
    const stopping = new AbortController();
    // Never answers.
    const site = createServer(() => stopping.abort());
    await new Promise<void>((resolve) => void site.listen(0, '127.0.0.1', resolve));
    const { port } = site.address() as AddressInfo;
    const now = services.clock.now();
    await Feed.collection.insertMany(
      Array.from({ length: 12 }, (_, n) => ({
        _id: new Types.ObjectId(),
        url: `http://127.0.0.1:${port}/${n}`,
        title: 'A feed',
        failures: 0,
        nextFetchAt: now,
      })),
    );
    await fetchDueFeeds(services, stopping.signal);
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    expect(await Feed.countDocuments({ nextFetchAt: { $lte: now }, failures: 0 })).to.equal(12);
  });

  it('publishes no further post', async () => {
    const services = createTestServices();
    for (let n = 0; n < 3; n += 1) await buildDraft({ services });
    await Post.updateMany({}, { $set: { status: 'approved' } });
    const stopping = new AbortController();
    const update = Post.updateOne.bind(Post);
    sinon.stub(Post, 'updateOne').callsFake(((...args: Parameters<typeof update>) => {
      stopping.abort();
      return update(...args);
    }) as never);
    expect(await publishDuePosts(services, stopping.signal)).to.equal(1);
    expect(await Post.countDocuments({ status: 'approved' })).to.equal(2);
    sinon.restore();
    expect(await publishDuePosts(services)).to.equal(2);
    expect(await Post.countDocuments({ linksPending: true })).to.equal(0);
  });

  it('makes no further digest due, and loses none', async () => {
    const services = createTestServices();
    for (let n = 0; n < 3; n += 1) await buildUser();
    await sendDueDigests(services);
    services.setNow('2026-11-24T12:00:00Z');
    const stopping = new AbortController();
    const find = Subscription.findOne.bind(Subscription);
    sinon.stub(Subscription, 'findOne').callsFake(((...args: Parameters<typeof find>) => {
      stopping.abort();
      return find(...args);
    }) as never);
    await sendDueDigests(services, stopping.signal);
    sinon.restore();
    const due = { nextDigestAt: { $lte: services.clock.now() } };
    expect(await Subscription.countDocuments(due)).to.equal(2);
    await sendDueDigests(services);
    expect(await Subscription.countDocuments(due)).to.equal(0);
  });

  it('counts no further days, and the next run counts them all', async () => {
    const services = createTestServices();
    const { slug } = await buildTrackedLink();
    for (let day = 1; day <= 20; day += 1)
      await buildClick({ slug, at: `2026-10-${String(day).padStart(2, '0')}T10:00:00Z` });
    const stopping = new AbortController();
    const write = DailyStatistic.bulkWrite.bind(DailyStatistic);
    sinon.stub(DailyStatistic, 'bulkWrite').callsFake((...args: Parameters<typeof write>) => {
      stopping.abort();
      return write(...args);
    });
    await updateDailyStatistics(services, stopping.signal);
    sinon.restore();
    expect(await DailyStatistic.countDocuments()).to.be.lessThan(20);
    expect(await Click.countDocuments({ tallied: false })).to.equal(20);
    await updateDailyStatistics(services);
    expect(await DailyStatistic.countDocuments()).to.equal(20);
    expect(await Click.countDocuments({ tallied: false })).to.equal(0);
  });
});
