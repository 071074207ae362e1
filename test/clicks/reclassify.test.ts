import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { rulesFingerprint, burst } from '../../src/clicks/click-rules.js';
import { Click } from '../../src/clicks/click.model.js';
import { forgetVisitors } from '../../src/clicks/forget-visitors.js';
import { reclassifyClicks, reclassifyWhenRulesChange } from '../../src/clicks/reclassify-clicks.js';
import { Reclassification } from '../../src/clicks/reclassification.model.js';
import { recordClicks } from '../../src/clicks/record-click.js';
import { retainClicksFrom } from '../../src/clicks/retention.model.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser, buildClick, buildTrackedLink } from './builders.js';

describe('Stored clicks, when the rules change', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const services = createTestServices();
  const network = '192.0.2.1';
  const reasons = async () =>
    (await Click.find().sort({ at: 1 }).lean()).map((click) => click.excludedBecause);
  const totals = async () => (await sumStatistics({ from: '2026-01-01', to: '2026-12-31', by: 'all' }))[0];
  /** A click that was classified by other rules. */
  const judgedBefore = (at: string, because: string | null, marks?: string[]) =>
    Click.updateOne(
      { at: new Date(at) },
      { counted: because === null, excludedBecause: because, tallied: true, ...(marks && { marks }) },
    );

  it('are judged by the rules of today, and the statistics follow', async () => {
    const { slug } = await buildTrackedLink();
    const [first, second, third] = ['08:00', '08:30', '09:15'].map((time) => `2026-11-18T${time}:00Z`) as [
      string,
      string,
      string,
    ];
    for (const at of [first, second, third]) await buildClick({ slug, network, at });
    await judgedBefore(second, null);
    await judgedBefore(third, 'bot', ['a-rule-that-is-gone']);
    await updateDailyStatistics(services);
    expect(await totals()).to.deep.include({ clicks: 2, excluded: { bot: 1 } });
    expect(await reclassifyClicks(services)).to.equal(2);
    expect(await reasons()).to.deep.equal([null, 'repeat', null]);
    await updateDailyStatistics(services);
    expect(await totals()).to.deep.include({ clicks: 2, visitors: 1, excluded: { repeat: 1 } });
  });

  it('keep the reason that comes first in the rules of today', async () => {
    const at = '2026-11-18T08:00:00Z';
    await buildClick({ at });
    await judgedBefore(at, 'own-click', ['own-click', 'preview']);
    await reclassifyClicks(services);
    expect(await reasons()).to.deep.equal(['preview']);
  });

  it('are told from those of scanners by what is stored of them', async () => {
    const link = await buildTrackedLink({ network: 'email' });
    await buildClick({ slug: link.slug, at: '2026-11-18T09:00:30Z' });
    await buildClick({ slug: link.slug, at: '2026-11-18T09:05:00Z' });
    await buildClick({ at: '2026-11-18T09:10:00Z' });
    await judgedBefore('2026-11-18T09:00:30Z', null, []);
    await judgedBefore('2026-11-18T09:05:00Z', 'too-soon', ['too-soon']);
    await Click.updateOne(
      { at: new Date('2026-11-18T09:10:00Z') },
      { referrerHost: 'url.emailprotection.link' },
    );
    expect(await reclassifyClicks(services)).to.equal(3);
    expect(await reasons()).to.deep.equal(['too-soon', null, 'scanner']);
  });

  it('are part of a burst when they were opened at once, whatever the older rules said', async () => {
    for (const second of [0, 1, 2]) await buildClick({ network, at: `2026-11-18T08:00:0${second}Z` });
    await Click.updateMany({}, { counted: true, excludedBecause: null });
    expect(await reclassifyClicks(services)).to.equal(burst.links);
    expect(await reasons()).to.deep.equal(['burst', 'burst', 'burst']);
  });

  it('keep what rests on the day before, when nothing joins the days any more', async () => {
    const { slug } = await buildTrackedLink();
    // In Berlin it is midnight at 23:00 UTC.
    const times = ['22:50', '23:10', '23:40', '23:55'].map((time) => `2026-11-18T${time}:00Z`);
    for (const at of times) await buildClick({ slug, network, at });
    const asJudged = [null, 'repeat', 'repeat', null];
    expect(await reasons()).to.deep.equal(asJudged);
    const later = createTestServices();
    later.setNow('2026-11-19T03:00:00Z');
    await forgetVisitors(later);
    expect(await Click.countDocuments({ earlierHash: { $exists: true } })).to.equal(0);
    expect(await reclassifyClicks(services)).to.equal(0);
    expect(await reasons()).to.deep.equal(asJudged);
  });

  it('stay as they are by the same rules, whoever came when, also around midnight', async () => {
    await buildOrganization();
    const links = await Promise.all([1, 2, 3, 4].map(() => buildTrackedLink()));
    const start = Date.parse('2026-11-18T21:30:00Z');
    const visit = fc.record({
      link: fc.nat(3),
      visitor: fc.nat(1),
      seconds: fc.oneof(fc.nat(3 * 3600), fc.nat(20), fc.integer({ min: 5390, max: 5415 })),
      agent: fc.constantFrom(browser, browser, browser, 'curl/8.5.0'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 5, maxLength: 40 }), async (visits) => {
        await Click.deleteMany({});
        const clicks = visits.map(({ link, visitor, seconds, agent }) => ({
          slug: links[link]!.slug,
          at: new Date(start + seconds * 1000),
          visit: { method: 'GET', network: `192.0.2.${visitor}`, headers: { 'user-agent': agent } },
        }));
        await recordClicks(services, clicks);
        await Click.updateMany({}, { $unset: { earlierHash: 1 } });
        expect(await reclassifyClicks(services)).to.equal(0);
      }),
      { numRuns: 25 },
    );
  });

  it('are left alone when their day is closed: their count can’t change any more', async () => {
    const at = '2026-08-01T08:00:00Z';
    await buildClick({ at });
    await updateDailyStatistics(services);
    await retainClicksFrom('2026-08-20');
    await judgedBefore(at, 'bot', []);
    expect(await reclassifyClicks(services)).to.equal(0);
  });

  it('are judged again once for each change of the rules', async () => {
    const at = '2026-11-18T08:00:00Z';
    await buildClick({ at });
    await judgedBefore(at, 'bot', []);
    expect(await reclassifyWhenRulesChange(services)).to.equal(1);
    await judgedBefore(at, 'bot', []);
    expect(await reclassifyWhenRulesChange(services)).to.equal(0);
    const before = rulesFingerprint();
    sinon.stub(burst, 'seconds').value(11);
    expect(rulesFingerprint()).not.to.equal(before);
    expect(await reclassifyWhenRulesChange(services)).to.equal(1);
  });

  it('are judged in steps: a run that was cut short goes on where it was, by the same rules only', async () => {
    for (const time of ['08:00', '08:01']) await buildClick({ at: `2026-11-18T${time}:00Z` });
    const hashes = (await Click.distinct('visitorHash')).sort();
    await Click.updateMany({}, { counted: false, excludedBecause: 'bot' });
    expect(await reclassifyClicks(services, AbortSignal.abort())).to.equal(0);
    await Reclassification.create({ _id: 'clicks', running: rulesFingerprint(), after: hashes[0]! });
    expect(await reclassifyClicks(services)).to.equal(1);
    expect(await Click.findOne({ visitorHash: hashes[0]! }).lean()).to.include({ excludedBecause: 'bot' });
    await Reclassification.updateOne({ _id: 'clicks' }, { running: 'other rules', after: hashes[1]! });
    expect(await reclassifyClicks(services)).to.equal(1);
    expect(await Reclassification.findById('clicks').lean()).to.deep.include({ done: rulesFingerprint() });
  });

  it('come out the same when two run at once', async () => {
    const { slug } = await buildTrackedLink();
    for (const time of ['08:00', '08:10', '09:05', '09:40'])
      await buildClick({ slug, network, at: `2026-11-18T${time}:00Z` });
    const right = await reasons();
    await Click.updateMany({}, { counted: true, excludedBecause: null, tallied: true });
    await Promise.all([1, 2, 3].map(() => reclassifyClicks(services)));
    expect(await reasons())
      .to.deep.equal(right)
      .and.to.deep.equal([null, 'repeat', null, 'repeat']);
    await updateDailyStatistics(services);
    expect((await totals())?.clicks).to.equal(2);
  });

  it('count with a visit that is recorded while its visitor is judged', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, network, at: '2026-11-18T08:00:00Z' });
    await judgedBefore('2026-11-18T08:00:00Z', null);
    await Click.updateOne({}, { marks: ['bot'] });
    const writes = sinon
      .stub(Click, 'bulkWrite')
      .callsFake(async (...given: Parameters<typeof Click.bulkWrite>) => {
        writes.restore();
        await buildClick({ slug, network, at: '2026-11-18T08:30:00Z' });
        return Click.bulkWrite(...given);
      });
    await reclassifyClicks(services);
    expect(await reasons()).to.deep.equal(['bot', null]);
  });
});
