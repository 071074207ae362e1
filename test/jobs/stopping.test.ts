import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Types } from 'mongoose';
import sinon from 'sinon';
import { publishDuePosts } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { makeApiKey } from '../../src/conversions/api-key.model.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { User } from '../../src/people/user.model.js';
import { Subscription } from '../../src/notifications/subscription.model.js';
import { fetchDueFeeds } from '../../src/sources/fetch-due-feeds.js';
import { Feed } from '../../src/sources/feed.model.js';
import { advanceImports } from '../../src/conversions/import/import.jobs.js';
import { runImport, tryImport } from '../../src/conversions/import/begin-pass.js';
import { ConversionImport, type ImportRecord } from '../../src/conversions/import/import.model.js';
import { mappingSchema } from '../../src/conversions/import/mapping.js';
import { takeFile } from '../../src/conversions/import/take-file.js';
import { Share } from '../../src/sharing/share.model.js';
import { startDraining } from '../../src/redirect/start-draining.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { type Redirect } from '../../src/redirect/redirect.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { reclassifyClicks } from '../../src/clicks/reclassify-clicks.js';
import { Reclassification } from '../../src/clicks/reclassification.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { Click } from '../../src/clicks/click.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildReader } from '../notifications/builders.js';
import { acting } from '../support/actors.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { runJob } from '../support/run-job.js';
import { onceReached } from '../support/once-reached.js';
import { sendDueDigests } from '../support/send-mails.js';
import { recordDueDigests } from '../../src/digests/index.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { openSmtpSink } from '../support/smtp-sink.js';
import { buildClick, buildTrackedLink } from '../clicks/builders.js';

describe('A job whose process is about to end', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => {
    sinon.restore();
    setFailPoint(undefined);
  });

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
        dueAt: now,
      })),
    );
    await fetchDueFeeds(services, stopping.signal);
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
    expect(await Feed.countDocuments({ dueAt: { $lte: now }, failures: 0 })).to.equal(12);
  });

  it('publishes no further post', async () => {
    const services = createTestServices();
    for (let n = 0; n < 3; n += 1) await buildDraft({ services });
    await Post.updateMany({}, { $set: { status: 'approved' } });
    const stopping = new AbortController();
    setFailPoint((point) => {
      if (point === 'change.updated') stopping.abort();
    });
    expect(await publishDuePosts(services, stopping.signal)).to.equal(1);
    expect(await Post.countDocuments({ status: 'approved' })).to.equal(2);
    setFailPoint(undefined);
    expect(await publishDuePosts(services)).to.equal(2);
    expect(await Post.countDocuments({ linksPending: true })).to.equal(0);
  });

  it('makes no further digest due, and loses none', async () => {
    const services = createTestServices();
    for (let n = 0; n < 60; n += 1) await buildUser();
    await sendDueDigests(services);
    services.setNow('2026-11-24T12:00:00Z');
    const stopping = new AbortController();
    onceReached('subscriptions.recorded', () => stopping.abort());
    await sendDueDigests(services, stopping.signal);
    const due = { nextDigestAt: { $lte: services.clock.now() } };
    expect(await Subscription.countDocuments(due)).to.equal(10);
    await sendDueDigests(services);
    expect(await Subscription.countDocuments(due)).to.equal(0);
    expect(await DeliveryRow.countDocuments()).to.equal(60);
  });

  it('records no further postings, and the next run records them all', async () => {
    const services = createTestServices();
    const at = services.clock.now();
    const share = {
      network: 'x',
      at,
      day: '2026-11-18',
      lastOpenedAt: at,
      timesOpened: 1,
      level: 'corporate',
    };
    // Nothing proves that they were posted.
    const claimed = {
      ...share,
      posted: true,
      revision: 1,
      status: 'opened',
      slug: 's',
      trackedUrl: 'https://example.com',
    };
    await Share.collection.insertMany(
      Array.from({ length: 101 }, () => ({
        ...claimed,
        ...{ _id: new Types.ObjectId(), advocateId: new Types.ObjectId(), postId: new Types.ObjectId() },
      })),
    );
    const stopping = new AbortController();
    setFailPoint(() => stopping.abort());
    await runJob(services, 'record-postings', stopping.signal);
    setFailPoint(undefined);
    expect(await Share.countDocuments({ posted: true })).to.equal(100);
    await runJob(services, 'record-postings');
    expect(await Share.countDocuments({ posted: true })).to.equal(0);
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

  /** Stops while this write goes on for ever; resolves with `false` unless `job` ends in time. */
  async function endsDuring(
    collection: object,
    write: 'insertMany' | 'bulkWrite',
    job: (stopping: AbortSignal) => Promise<unknown>,
  ) {
    const stopping = new AbortController();
    const stub = sinon.stub(collection as Record<string, () => unknown>, write).callsFake(() => {
      stopping.abort();
      return new Promise(() => undefined);
    });
    const late = new Promise((resolve) => setTimeout(resolve, 1_000, 'late').unref());
    const first = await Promise.race([job(stopping.signal).then(() => 'ended'), late]);
    sinon.assert.calledOnce(stub);
    stub.restore();
    return first === 'ended';
  }

  it('ends in the middle of a step of an import, and the next run keeps each row once', async () => {
    await buildOrganization();
    const services = createTestServices();
    const rows = Array.from({ length: 50 }, (_, n) => `${n};2026-11-01;x`);
    const file = Buffer.from(['id;date;link', ...rows].join('\n'));
    const importId = await takeFile(services, {
      name: 'a.csv',
      file,
      actor: acting('admin', 'a'.repeat(24)),
    });
    const columns = { delimiter: 'semicolon', header: 'yes', externalId: '0', at: '1', slug: '2' };
    await tryImport(services, {
      actor: acting('admin'),
      importId,
      mapping: mappingSchema.parse({ ...columns, kind: 'sale', dateFormat: 'year-first' }),
    });
    await advanceImports(services);
    await runImport(services, { actor: acting('admin'), importId });
    const ended = await endsDuring(Conversion.collection, 'insertMany', (stopping) =>
      advanceImports(services, stopping),
    );
    expect(ended).to.equal(true);
    expect(await Conversion.countDocuments()).to.equal(0);
    await advanceImports(services);
    const { state, counts } = (await ConversionImport.findById(importId).lean<ImportRecord>())!;
    expect(state).to.equal('imported');
    expect(Object.values(counts).reduce((a, b) => a + b)).to.equal(50);
    expect(await Conversion.countDocuments()).to.equal(50);
  });

  it('ends in the middle of a step of a reclassification, and the next run does it all', async () => {
    const services = createTestServices();
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, at: '2026-10-01T10:00:00Z' });
    await Click.updateMany(
      {},
      { $set: { counted: false, excludedBecause: 'bot', marks: ['a-rule-of-old'] } },
    );
    expect(await endsDuring(Click, 'bulkWrite', (stopping) => reclassifyClicks(services, stopping))).to.equal(
      true,
    );
    expect(await Reclassification.countDocuments()).to.equal(0);
    expect(await reclassifyClicks(services)).to.equal(1);
  });

  describe('does not wait for a relay that has a mail and does not answer', () => {
    let sink: Awaited<ReturnType<typeof openSmtpSink>>;
    let hangs = true;
    let received: () => void = () => undefined;
    beforeEach(async () => {
      hangs = true;
      sink = await openSmtpSink(() => undefined, {
        closeTimeout: 1,
        onData: (stream, _session, done) => {
          stream.resume();
          stream.on('end', () => (hangs ? received() : done()));
        },
      });
    });
    afterEach(() => sink.close());

    /** Runs the job until the relay has a mail, then stops; resolves with the milliseconds until the job has ended. */
    async function stopAtData(services: TestServices, job: string): Promise<number> {
      const stopping = new AbortController();
      const hasMail = new Promise<void>((resolve) => (received = resolve));
      const running = runJob(services, job, stopping.signal);
      await hasMail;
      const began = performance.now();
      stopping.abort();
      const late = new Promise((resolve) => setTimeout(resolve, 5_000).unref());
      await Promise.race([running, late]);
      return performance.now() - began;
    }
    const withRelay = () => {
      const services = createTestServices({ envOverrides: { SMTP_URL: sink.url } });
      services.mailer = createMailer(services.env, services.clock);
      return services;
    };

    it('a digest stays unconfirmed, and is never sent again', async () => {
      const services = withRelay();
      const reader = await buildReader(services);
      await buildPost({ services });
      services.setNow('2026-11-24T08:00:00Z');
      await Subscription.deleteMany({ userId: { $ne: reader.user.id } });
      await recordDueDigests(services);
      expect(await stopAtData(services, 'send-deliveries')).to.be.lessThan(5_000);
      expect((await DeliveryRow.findOne().lean())!.state).to.equal('sending');
      services.mailer.close();
      services.mailer = createMailer(services.env, services.clock);
      hangs = false;
      services.setNow('2026-11-24T08:11:00Z');
      await User.updateMany({}, { status: 'deactivated' });
      await sendDueDigests(services);
      expect(await DeliveryRow.findOne().lean()).to.deep.include({
        state: 'unconfirmed',
        problem: 'no-answer',
      });
      services.mailer.close();
    });

    it('a mail about an account stays unconfirmed, too', async () => {
      const services = withRelay();
      const { id } = await buildUser({ roles: ['admin'] });
      await makeApiKey(services, { name: 'CRM', actor: (await findActivePerson(id))! });
      await runJob(services, 'queue-account-notices');
      expect(await stopAtData(services, 'send-deliveries')).to.be.lessThan(5_000);
      services.mailer.close();
      services.mailer = createMailer(services.env, services.clock);
      hangs = false;
      services.setNow('2026-11-18T09:10:00Z');
      await runJob(services, 'send-deliveries');
      expect((await DeliveryRow.findOne().lean())!.state).to.equal('unconfirmed');
      services.mailer.close();
    });
  });

  it('does not wait for a database that takes no visits, and drains once more into one that does', async () => {
    const services = createTestServices();
    let drained = 0;
    const answering = { drain: () => Promise.resolve(void (drained += 1)) } as Redirect;
    const draining = startDraining(services, answering);
    const before = drained;
    await draining.stop();
    expect(drained).to.be.greaterThan(before);
    const silent = startDraining(services, { drain: () => new Promise<void>(() => undefined) } as Redirect);
    const began = performance.now();
    await silent.stop();
    expect(performance.now() - began).to.be.lessThan(5_000);
  });
});
