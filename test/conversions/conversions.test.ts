import { expect } from 'chai';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { dayIn } from '../../src/platform/clock.js';
import { InvalidInput, type Message } from '../../src/platform/errors.js';
import { updateOrganization } from '../../src/organization/index.js';
import { getClickKey } from '../../src/clicks/click-key.model.js';
import { Click } from '../../src/clicks/click.model.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { attributeAgain } from '../../src/conversions/attribute-again.js';
import { checkConversion, type NewConversion } from '../../src/conversions/check-conversion.js';
import { recordClicks } from '../../src/clicks/record-click.js';
import {
  recordConversion,
  recordConversions,
  tryConversions,
} from '../../src/conversions/record-conversion.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { signClickId } from '../../src/clicks/signed-click-id.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { voidConversions } from '../../src/conversions/void-conversions.js';
import { acting } from '../support/actors.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser, buildClickBefore, buildTrackedLink } from '../clicks/builders.js';

const [minute, day] = [60_000, 86_400_000];
const unknownId = '0123456789abcdef01234567';

describe('A conversion', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const now = new Date('2026-11-18T09:00:00Z');
  beforeEach(() => services.setNow(now));

  const click = (slug: string, before: number, counts = true) =>
    buildClickBefore(services, { slug, before, counts });
  let key: string;
  beforeEach(async () => (key = (await getClickKey(services)).key));
  /** The ids of clicks as they were handed out. */
  const handedOut = (clickIds: string[]) =>
    clickIds.map((id) => (/^[0-9a-f]{24}$/.test(id) && id !== unknownId ? signClickId(key, id) : id));
  let ids = 0;
  const tell = ({ clickIds, ...told }: Partial<NewConversion>) =>
    recordConversion(services, {
      ...{ kind: 'lead', externalId: `id-${(ids += 1)}`, via: 'server' },
      ...told,
      ...(clickIds && { clickIds: handedOut(clickIds) }),
    });
  const kept = async () => (await Conversion.find().sort({ _id: 1 }).lean()).map(summary);
  const summary = ({ clickId, because }: { clickId?: unknown; because?: string | null }) =>
    because ?? String(clickId);
  const problems = (told: Partial<NewConversion>) =>
    tell(told).then(
      () => ({}),
      (error: unknown) => (error as InvalidInput).fields,
    );
  const total = async () => {
    await updateDailyStatistics(services);
    return (await sumStatistics({ from: '2026-01-01', to: '2026-12-31', by: 'all', currency: 'EUR' }))[0];
  };

  it('is attributed to the last click told that counted', async () => {
    const [first, second] = [await buildTrackedLink(), await buildTrackedLink()];
    const older = await click(first.slug, 3 * day);
    const newer = await click(second.slug, 2 * day);
    const bot = await click(first.slug, day, false);
    for (const clickIds of [
      [older, newer, bot],
      [bot, newer, older, unknownId, 'nonsense'],
    ])
      expect(await tell({ clickIds })).to.deep.equal({ outcome: 'attributed' });
    const [row] = await Conversion.find().lean();
    expect(row!.trackedLinkId!.toString()).to.equal(second.id);
    expect(row!.rule).to.deep.equal({ name: 'last-counted-click', days: 30 });
    expect(row!.via).to.equal('server');
    expect(await kept()).to.deep.equal([newer, newer]);
  });

  it('is attributed to the last click of its link that counted, when only the link is told', async () => {
    const { slug } = await buildTrackedLink();
    await click(slug, 3 * day);
    const last = await click(slug, 2 * day);
    await click(slug, day, false);
    await click(slug, -minute);
    expect(await tell({ slug })).to.deep.equal({ outcome: 'attributed' });
    expect(await kept()).to.deep.equal([last]);
  });

  it('is kept with the reason when it can’t be attributed, and counted nowhere', async () => {
    const { slug } = await buildTrackedLink();
    const unopened = await buildTrackedLink();
    const ofBot = await buildTrackedLink();
    const bot = await click(ofBot.slug, minute, false);
    const old = await click(slug, 31 * day);
    const after = await click(slug, -minute);
    const told: [Partial<NewConversion>, string][] = [
      [{}, 'no-click'],
      [{ clickIds: [unknownId] }, 'unknown-click'],
      [{ clickIds: ['$ne', 'x\0'] }, 'unknown-click'],
      [{ clickIds: [bot] }, 'not-counted'],
      [{ clickIds: [bot, old] }, 'late'],
      [{ clickIds: [after, unknownId] }, 'future'],
      [{ slug }, 'late'],
      [{ slug: 'zzzzzzzzz' }, 'unknown-link'],
      [{ slug: 'no slug at all' }, 'unknown-link'],
      [{ slug: unopened.slug }, 'no-click'],
      [{ slug: ofBot.slug }, 'not-counted'],
    ];
    for (const [one, because] of told)
      expect(await tell(one), JSON.stringify(one)).to.deep.equal({ outcome: 'unattributed', because });
    expect(await kept()).to.deep.equal(told.map(([, because]) => because));
    expect((await total())?.conversions).to.deep.equal({});
  });

  it('can come of a click so many days before it, to the millisecond, and of one at the same moment', async () => {
    await updateConversionSettings(services, { actor: 'operator', days: 7 });
    const { slug } = await buildTrackedLink();
    const [edge, outside, same, after] = [
      await click(slug, 7 * day),
      await click(slug, 7 * day + 1),
      await click(slug, 0),
      await click(slug, -1),
    ];
    for (const id of [edge, outside, same, after]) await tell({ clickIds: [id] });
    expect(await kept()).to.deep.equal([edge, 'late', same, 'future']);
  });

  it('keeps the days it was attributed by when the setting changes', async () => {
    const { slug } = await buildTrackedLink();
    const old = await click(slug, 20 * day);
    await tell({ clickIds: [old] });
    await updateConversionSettings(services, { actor: 'operator', days: 7 });
    services.setNow(new Date(now.getTime() + day));
    await attributeAgain(services);
    await tell({ clickIds: [old] });
    expect(await kept()).to.deep.equal([old, 'late']);
    expect((await Conversion.find().sort({ _id: 1 }).lean()).map(({ rule }) => rule.days)).to.deep.equal([
      30, 7,
    ]);
  });

  it('told twice is one, as first told; the same number of another kind is another', async () => {
    const { slug } = await buildTrackedLink();
    await click(slug, minute);
    const told = { slug, externalId: '4711' };
    const outcomes = await Promise.all([1, 2, 3].map(() => tell({ ...told, kind: 'sale' })));
    expect(outcomes.map(({ outcome }) => outcome).sort()).to.deep.equal([
      'already-known',
      'already-known',
      'attributed',
    ]);
    expect(await tell({ ...told, kind: 'sale', value: 5, currency: 'EUR' })).to.deep.equal({
      outcome: 'already-known',
    });
    await tell({ ...told, kind: 'application' });
    expect(await Conversion.countDocuments()).to.equal(2);
    expect((await total())?.values).to.deep.equal({});
  });

  it('belongs to the day on which it happened', async () => {
    const { slug } = await buildTrackedLink();
    const at = new Date('2026-11-03T23:30:00Z');
    await click(slug, now.getTime() - at.getTime() + minute);
    await tell({ slug, at, kind: 'sale' });
    await updateDailyStatistics(services);
    const [row] = await sumStatistics({ from: '2026-11-04', to: '2026-11-04', by: 'day' });
    expect(row?.conversions).to.deep.equal({ sale: 1 });
  });

  it('told before its click is known is attributed once that is', async () => {
    const { slug, id } = await buildTrackedLink();
    const visit = { method: 'GET', network: '192.0.2.1', headers: { 'user-agent': browser } };
    const [clickId] = await recordClicks(services, [{ slug, visit, at: now }]);
    const row = await Click.findById(clickId).lean();
    await Click.deleteOne({ _id: clickId });
    expect(await tell({ clickIds: [clickId!] })).to.include({ because: 'unknown-click' });
    expect((await total())?.conversions).to.deep.equal(undefined);
    await Click.collection.insertOne(row!);
    expect(await attributeAgain(services)).to.equal(0);
    services.setNow(new Date(now.getTime() + 10_000));
    expect(await attributeAgain(services)).to.equal(1);
    expect(String((await Conversion.findOne().lean())!.trackedLinkId)).to.equal(id);
    expect((await total())?.conversions).to.deep.equal({ lead: 1 });
  });

  it('whose click turns out not to count is taken back, or moves to the one before', async () => {
    const [first, second] = [await buildTrackedLink(), await buildTrackedLink()];
    const older = await click(first.slug, 2 * day);
    const newer = await click(second.slug, day);
    await tell({ clickIds: [older, newer], kind: 'sale', value: 100, currency: 'EUR' });
    await tell({ clickIds: [newer] });
    const byLink = async () => {
      await updateDailyStatistics(services);
      const week = { from: '2026-11-16', to: '2026-11-22', by: 'post' as const, currency: 'EUR' };
      const rows = await sumStatistics(week);
      return Object.fromEntries(rows.map(({ key, conversions, values }) => [key, { conversions, values }]));
    };
    expect(await byLink()).to.deep.include({
      [second.labels.postId]: { conversions: { lead: 1, sale: 1 }, values: { sale: 100 } },
    });
    await Click.updateOne({ _id: newer }, { counted: false, excludedBecause: 'burst', tallied: false });
    services.setNow(new Date(now.getTime() + minute));
    expect(await attributeAgain(services)).to.equal(2);
    expect(await kept()).to.deep.equal([older, 'not-counted']);
    expect(await byLink()).to.deep.equal({
      [first.labels.postId]: { conversions: { sale: 1 }, values: { sale: 100 } },
      [second.labels.postId]: { conversions: {}, values: {} },
    });
  });

  it('stands a day after it was told, and when its click is deleted for its age', async () => {
    const { slug } = await buildTrackedLink();
    const clickId = await click(slug, day);
    await tell({ clickIds: [clickId] });
    await tell({ clickIds: [unknownId] });
    await Click.deleteMany({});
    services.setNow(new Date(now.getTime() + day));
    expect(await attributeAgain(services)).to.equal(0);
    expect(await kept()).to.deep.equal([clickId, 'unknown-click']);
    expect(await Conversion.countDocuments({ tryAt: { $exists: true } })).to.equal(0);
  });

  it('adds its value in the currency asked for; others are kept and not added', async () => {
    const { slug } = await buildTrackedLink();
    const clickIds = [await click(slug, minute)];
    await tell({ clickIds, kind: 'sale', value: 1999, currency: 'EUR' });
    await tell({ clickIds, kind: 'sale', value: 1, currency: 'eur' });
    await tell({ clickIds, kind: 'sale', value: 700, currency: 'JPY' });
    await tell({ clickIds, kind: 'application', value: 0, currency: 'EUR' });
    await tell({ clickIds });
    expect(await total()).to.deep.include({
      conversions: { sale: 3, application: 1, lead: 1 },
      values: { sale: 2000 },
    });
    const days = { from: '2026-11-18', to: '2026-11-18', by: 'all' as const };
    expect((await sumStatistics({ ...days, currency: 'JPY' }))[0]!.values).to.deep.equal({ sale: 700 });
    expect((await sumStatistics(days))[0]!.values).to.deep.equal({});
  });

  it('that can’t be used is refused with a reason for each field, and nothing is kept', async () => {
    const at = (ms: number) => ({ at: new Date(now.getTime() + ms) });
    const wrong: [Partial<NewConversion>, Record<string, string>][] = [
      [{ kind: 'purchase' }, { kind: 'kind-unknown' }],
      [{ kind: 'constructor' }, { kind: 'kind-unknown' }],
      [{ externalId: ' ' }, { externalId: 'id-unusable' }],
      [{ externalId: 'x'.repeat(201) }, { externalId: 'id-unusable' }],
      [{ value: -1, currency: 'EUR' }, { value: 'value-wrong' }],
      [{ value: 1.5, currency: 'EUR' }, { value: 'value-wrong' }],
      [{ value: NaN, currency: 'EUR' }, { value: 'value-wrong' }],
      [{ value: 1e12 + 1, currency: 'EUR' }, { value: 'value-absurd' }],
      [{ value: 1, currency: 'XYZ' }, { currency: 'currency-unknown' }],
      [{ value: 1 }, { currency: 'currency-missing' }],
      [{ currency: 'EUR' }, { value: 'value-missing' }],
      [at(5 * minute + 1), { at: 'in-future' }],
      [at(-730 * day - 1), { at: 'too-old' }],
      [{ at: new Date(NaN) }, { at: 'time-unreadable' }],
      [{ clickIds: Array.from({ length: 21 }, (_, n) => `click-${n}`) }, { clickIds: 'clicks-unusable' }],
      [{ clickIds: ['x'.repeat(65)] }, { clickIds: 'clicks-unusable' }],
      [
        { kind: 'x', externalId: '' },
        { kind: 'kind-unknown', externalId: 'id-unusable' },
      ],
    ];
    for (const [told, fields] of wrong) {
      const expected = Object.entries(fields).map(([field, key]) => [field, `conversions.conversion-${key}`]);
      const keys = Object.entries<Message>(await problems(told)).map(([field, problem]) => [
        field,
        typeof problem === 'string' ? problem : problem.key,
      ]);
      expect(Object.fromEntries(keys), JSON.stringify(told)).to.deep.equal(Object.fromEntries(expected));
    }
    expect(await Conversion.countDocuments()).to.equal(0);
    for (const told of [
      at(5 * minute),
      at(-730 * day),
      { value: 1e12, currency: 'EUR' },
      { value: 0, currency: 'KWD' },
      { externalId: 'x'.repeat(200) },
      { clickIds: Array.from({ length: 20 }, (_, n) => `${n}`.padStart(64, 'x')) },
    ])
      expect(await problems(told), JSON.stringify(told)).to.deep.equal({});
  });

  it('stays on its day when the zone changes', async () => {
    const { slug } = await buildTrackedLink();
    const clickIds = [await click(slug, minute)];
    await tell({ clickIds });
    await updateOrganization(services, { actor: 'operator', timeZone: 'Pacific/Kiritimati' });
    await tell({ clickIds, at: new Date('2026-11-18T08:59:30Z') });
    services.setNow(new Date('2026-11-18T12:00:00Z'));
    await tell({ clickIds });
    expect((await Conversion.find().sort({ _id: 1 }).lean()).map((one) => one.day)).to.deep.equal([
      '2026-11-18',
      '2026-11-18',
      '2026-11-19',
    ]);
  });

  const eventsOf = async (externalId: string) => {
    await eventsPublished();
    const { _id } = (await Conversion.findOne({ externalId }).lean())!;
    return EventRecord.find({ of: `conversion/${_id.toString()}` })
      .sort({ _id: 1 })
      .lean<StoredEvent[]>();
  };

  it('has a history: who reported and who voided it, and not how jobs attribute it', async () => {
    const { slug } = await buildTrackedLink();
    await tell({ externalId: 'a', slug });
    await click(slug, minute);
    services.setNow(new Date(now.getTime() + minute));
    expect(await attributeAgain(services)).to.equal(1);
    await updateDailyStatistics(services);
    const actor = acting('admin');
    const selection = { day: '2026-11-18' };
    const reportedUntil = services.clock.now();
    await voidConversions(services, { selection, reportedUntil, reason: 'A test order', actor });
    const [reported, voided, ...rest] = await eventsOf('a');
    expect(rest).to.deep.equal([]);
    expect(reported).to.deep.include({ type: 'conversion.reported', by: null });
    expect(reported!.changes.map(([, path]) => path)).to.not.include.members(['clickId']);
    expect(voided!.type).to.equal('conversion.voided');
    expect(String(voided!.by)).to.equal(actor.id);
    expect(voided!.changes.map(([op, path]) => [op, path])).to.deep.equal([['set', 'voided']]);
  });

  it('is taken out of the statistics when it is attributed while somebody voids it', async () => {
    const { slug } = await buildTrackedLink();
    await tell({ externalId: 'a', slug });
    await click(slug, minute);
    services.setNow(new Date(now.getTime() + minute));
    onceReached('change-many.ready', async () => {
      await attributeAgain(services);
      await updateDailyStatistics(services);
      expect((await sumStatistics({ from: '2026-11-18', to: '2026-11-18', by: 'all' }))[0]).to.deep.include({
        conversions: { lead: 1 },
      });
    });
    const reportedUntil = services.clock.now();
    const voiding = { selection: { via: 'server' as const }, reportedUntil, reason: 'A test order' };
    expect(await voidConversions(services, { ...voiding, actor: acting('admin') })).to.equal(1);
    await updateDailyStatistics(services);
    expect((await sumStatistics({ from: '2026-11-18', to: '2026-11-18', by: 'all' }))[0]).to.deep.include({
      conversions: {},
    });
    expect((await eventsOf('a')).map(({ type }) => type)).to.deep.equal([
      'conversion.reported',
      'conversion.voided',
    ]);
  });

  it('comes to the same alone and among hundreds, tried or kept', async () => {
    const links = [await buildTrackedLink(), await buildTrackedLink(), await buildTrackedLink()];
    const ms = fc.oneof(
      fc.constantFrom(0, 1, -1, day, 3 * day, 3 * day + 1, 30 * day, 30 * day + 1),
      fc.integer({ min: -day, max: 70 * day }),
    );
    const visit = fc.record({ link: fc.nat(2), before: ms, counted: fc.boolean() });
    const told = fc.record({
      externalId: fc.nat(30).map(String),
      before: ms.filter((before) => before >= 0),
      slug: fc.constantFrom(null, 'zzzzzzzzz', ...links.map(({ slug }) => slug)),
      clicks: fc.array(fc.nat(9), { maxLength: 2 }),
    });
    const run = async (visits: Visit[], conversions: ReportOutcome[]) => {
      await Promise.all([Click.deleteMany({}), Conversion.deleteMany({})]);
      const clicks = visits.map(({ link, before, counted }) => ({
        _id: new mongoose.Types.ObjectId(),
        trackedLinkId: new mongoose.Types.ObjectId(links[link]!.id),
        at: new Date(now.getTime() - before),
        // In a zone far ahead it is another day.
        day: dayIn('Pacific/Kiritimati', new Date(now.getTime() - before)),
        counted,
      }));
      if (clicks.length) await Click.collection.insertMany(clicks);
      const all = conversions.map(({ externalId, before, slug, clicks: named }) =>
        checkConversion(services, {
          ...{ kind: 'lead', externalId, slug, via: 'server' },
          at: new Date(now.getTime() - before),
          clickIds: handedOut(named.map((n) => clicks[n]?._id.toString() ?? unknownId)),
        }),
      );
      const tried = await tryConversions(services, all);
      const singly = [];
      for (const one of all) singly.push(await recordConversion(services, one));
      const stored = await kept();
      await Conversion.deleteMany({});
      expect(await recordConversions(services, all)).to.deep.equal(singly);
      expect(tried).to.deep.equal(singly);
      expect(await kept()).to.deep.equal(stored);
      expect(
        (await recordConversions(services, all)).every(({ outcome }) => outcome === 'already-known'),
      ).to.equal(true);
    };
    interface Visit {
      link: number;
      before: number;
      counted: boolean;
    }
    interface ReportOutcome {
      externalId: string;
      before: number;
      slug: string | null;
      clicks: number[];
    }
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { maxLength: 10 }), fc.array(told, { maxLength: 20 }), run),
      { numRuns: 40 },
    );
  });

  it('comes to the same in whatever order clicks and conversions become known', async () => {
    const { slug, id: linkId } = await buildTrackedLink();
    const days = 30;
    const visit = fc.record({
      before: fc.oneof(
        fc.constantFrom(0, -1, 1, days * day, days * day - 1, days * day + 1),
        fc.integer({ min: -2 * day, max: 40 * day }),
      ),
      counted: fc.boolean(),
    });
    const story = fc
      .record({ visits: fc.array(visit, { maxLength: 5 }), byLink: fc.boolean() })
      .chain(({ visits, byLink }) =>
        fc.record({
          visits: fc.constant(visits),
          byLink: fc.constant(byLink),
          told: fc.integer({ min: 0, max: visits.length }),
          order: fc.shuffledSubarray([...visits.keys()], { minLength: visits.length }),
        }),
      );
    const run = async ({ visits, byLink, told, order }: Story) => {
      await Promise.all([Click.deleteMany({}), Conversion.deleteMany({})]);
      services.setNow(now);
      const clicks = visits.map(({ before, counted }) => ({
        _id: new mongoose.Types.ObjectId(),
        at: new Date(now.getTime() - before),
        counted,
      }));
      const arrive = async (n: number) => {
        const excludedBecause = clicks[n]!.counted ? null : 'bot';
        const rest = { trackedLinkId: new mongoose.Types.ObjectId(linkId), day: '2026-11-01', tallied: true };
        await Click.collection.insertOne({ ...clicks[n]!, ...rest, excludedBecause });
      };
      for (const n of order.slice(0, told)) await arrive(n);
      const clickIds = order.map((n) => clicks[n]!._id.toString());
      await tell(byLink ? { slug } : { clickIds });
      for (const n of order.slice(told)) await arrive(n);
      services.setNow(new Date(now.getTime() + 3_600_000));
      await attributeAgain(services);
      const [answer] = await kept();
      expect(/^[0-9a-f]{24}$/.test(answer!) ? answer : null).to.equal(lastCounted(clicks));
    };
    interface Story {
      visits: { before: number; counted: boolean }[];
      byLink: boolean;
      told: number;
      order: number[];
    }
    const lastCounted = (clicks: { _id: mongoose.Types.ObjectId; at: Date; counted: boolean }[]) => {
      let best: (typeof clicks)[number] | null = null;
      for (const one of clicks) {
        const age = now.getTime() - one.at.getTime();
        if (!one.counted || age < 0 || age > days * day) continue;
        const later =
          !best || one.at > best.at || (+one.at === +best.at && String(one._id) > String(best._id));
        if (later) best = one;
      }
      return best && String(best._id);
    };
    await fc.assert(fc.asyncProperty(story, run), { numRuns: 60 });
  });
});
