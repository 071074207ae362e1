import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { dimensionNames, type DimensionName } from '../../src/links/index.js';
import { reactions } from '../../jobs/reactions.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { voidConversions } from '../../src/conversions/void-conversions.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { movePost } from '../../src/posts/move-post.js';
import { addDays } from '../../src/platform/text/days.js';
import { onDuplicateKey } from '../../src/platform/data/duplicate-key.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { compareRollups } from '../../src/rollups/compare-rollups.js';
import { countAdvocates, readRollups, type RollupSum } from '../../src/rollups/index.js';
import { Rollup } from '../../src/rollups/rollup.model.js';
import { updateRollups } from '../../src/rollups/update-rollups.js';
import { confirmShare } from '../../src/sharing/confirm-share.js';
import { recordPostings } from '../../src/sharing/record-postings.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { markDays, updateDailyStatistics } from '../../src/statistics/index.js';
import { MarkedPeriod } from '../../src/statistics/marked-period.model.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { diesAt } from '../support/dies-at.js';
import { onceReached } from '../support/once-reached.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

/** The last days of one year, a day on which clocks change, and some around the end of a month. */
const days = [
  '2025-12-30',
  '2025-12-31',
  '2026-01-01',
  '2026-01-31',
  '2026-02-01',
  '2026-03-29',
  '2026-11-18',
];
const ids = Array.from({ length: 12 }, (_, n) => new Types.ObjectId(n.toString(16).padStart(24, '0')));

const labels = fc.record({
  postId: fc.nat(2),
  network: fc.constantFrom('linkedin', 'x'),
  advocateId: fc.nat(3),
  teamId: fc.option(fc.nat(1)),
  locationId: fc.option(fc.nat(1)),
  topicId: fc.option(fc.nat(1)),
  goalId: fc.option(fc.nat(1)),
  tacticId: fc.option(fc.nat(1)),
  campaign: fc.option(fc.constantFrom('spring', 'autumn')),
  level: fc.option(fc.constantFrom('industry', 'individual')),
});
const counts = fc.dictionary(fc.constantFrom('lead', 'sale'), fc.integer({ min: 1, max: 9 }));
const day = fc.constantFrom(...days);
const row = fc.record({
  ...{ day, labels, clicks: fc.nat(9), visitors: fc.nat(9), conversions: counts, unverified: counts },
  excluded: fc.dictionary(fc.constantFrom('bot', 'repeat'), fc.integer({ min: 1, max: 9 })),
  values: fc.dictionary(fc.constantFrom('EUR', 'USD'), counts),
  unverifiedValues: fc.constant({}),
});
const share = fc.record({ day, labels, posted: fc.boolean() });
/** What may happen: something new, something counted again, moved or deleted, or the job runs. */
const step = fc.oneof(
  fc.record({ type: fc.constant('row' as const), row }),
  fc.record({ type: fc.constant('share' as const), share }),
  fc.record({ type: fc.constant('count-again' as const), row }),
  fc.record({ type: fc.constant('posted' as const), day, posted: fc.boolean() }),
  fc.record({ type: fc.constant('place' as const), postId: fc.nat(2), labels }),
  fc.constant({ type: 'job' as const }),
  fc.constant({ type: 'minutes' as const }),
);

type Labels = typeof labels extends fc.Arbitrary<infer L> ? L : never;
const idOf = (n: number | null, kind: number) => (n === null ? null : ids[n + 3 * kind]!);
const stored = ({ postId, advocateId, teamId, locationId, topicId, goalId, tacticId, ...rest }: Labels) => ({
  ...rest,
  ...{ postId: idOf(postId, 0)!, advocateId: idOf(advocateId, 1)! },
  ...{ teamId: idOf(teamId, 2), locationId: idOf(locationId, 2), topicId: idOf(topicId, 2) },
  ...{ goalId: idOf(goalId, 3), tacticId: idOf(tacticId, 3) },
});
const asText = (all: Record<string, { toString(): string } | null>) =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, value?.toString() ?? null]));

describe('Roll-ups', function () {
  this.timeout(300_000);
  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
    await buildOrganization();
  });
  afterEach(() => setFailPoint(undefined));
  const services = createTestServices();
  const whole = { from: '2025-12-01', to: '2026-11-30' };

  const addRow = ({ labels: of, ...values }: { day: string; labels: Labels }) =>
    DailyStatistic.collection.insertOne({
      ...{ ...values, trackedLinkId: new Types.ObjectId(), shareId: 'x', placedRevision: 0, revision: 1 },
      labels: asText(stored(of)),
    });
  const addShare = ({ labels: of, ...values }: { day: string; labels: Labels; posted: boolean }) =>
    Share.collection
      .insertOne({ ...values, ...stored(of), slug: 'x' })
      // Somebody shares a post once on a network.
      .catch(onDuplicateKey(() => undefined));

  /** The same sums in the simplest way, from all rows and shares. */
  async function naive(from: string, to: string, by: DimensionName) {
    const lines = new Map<string, { numbers: Record<string, number>; people: Set<string> }>();
    const labelOf = { post: 'postId', network: 'network', topic: 'topicId', campaign: 'campaign' };
    const others = {
      goal: 'goalId',
      tactic: 'tacticId',
      level: 'level',
      team: 'teamId',
      location: 'locationId',
      advocate: 'advocateId',
      day: 'day',
    };
    const path = { ...labelOf, ...others }[by];
    const lineOf = (of: Record<string, unknown>) => {
      const key = (of[path] as string | null)?.toString() ?? '';
      if (!lines.has(key)) lines.set(key, { numbers: {}, people: new Set() });
      return lines.get(key)!;
    };
    const add = (into: Record<string, number>, name: string, value: unknown): void => {
      if (typeof value === 'number') into[name] = (into[name] ?? 0) + value;
      else for (const [part, of] of Object.entries(value ?? {})) add(into, `${name}.${part}`, of);
    };
    const isInside = (one: { day?: unknown }) => String(one.day) >= from && String(one.day) <= to;
    for (const one of (await DailyStatistic.find().lean()).filter(isInside)) {
      const { numbers } = lineOf({ ...one.labels, day: one.day });
      add(numbers, 'rows', 1);
      for (const name of ['clicks', 'visitors', 'excluded', 'conversions', 'unverified', 'values'] as const)
        add(numbers, name, one[name]);
    }
    for (const one of (await Share.find().lean()).filter(isInside)) {
      const { numbers, people } = lineOf(one);
      add(numbers, 'prepared', 1);
      add(numbers, 'posted', one.posted ? 1 : 0);
      if (one.posted) people.add(one.advocateId.toString());
    }
    return Object.fromEntries(
      [...lines].map(([key, { numbers, people }]) => [
        key,
        { ...withoutZeros(numbers), people: people.size },
      ]),
    );
  }

  const withoutZeros = (numbers: Record<string, number>) =>
    Object.fromEntries(Object.entries(numbers).filter(([, value]) => value));

  function flat(sum: RollupSum) {
    const numbers: Record<string, number> = {};
    const add = (name: string, value: number | object): void => {
      if (typeof value === 'number') numbers[name] = value;
      else for (const [part, of] of Object.entries(value)) add(`${name}.${part}`, of as number | object);
    };
    const { people: _, ...rest } = sum;
    for (const [name, value] of Object.entries(rest)) add(name, value);
    return { ...withoutZeros(numbers), people: countAdvocates(sum) };
  }

  async function expectEqual({ from, to } = whole) {
    const read = await readRollups({ from, to, by: dimensionNames });
    for (const by of dimensionNames) {
      const lines = Object.fromEntries([...read.get(by)!].map(([key, sum]) => [key, flat(sum)]));
      expect(lines, `${by}, ${from} to ${to}`).to.deep.equal(await naive(from, to, by));
    }
  }

  /** Minutes pass and the job runs, until nothing is marked but months that are not over. */
  async function settle() {
    for (let n = 0; n < 3; n += 1) {
      services.setNow(new Date(services.clock.now().getTime() + 120_000));
      await updateRollups(services);
    }
  }

  it('equal a recount after any history, while it goes on and when it has come to rest', async () => {
    const period = fc.tuple(fc.nat(360), fc.nat(200));
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        period,
        async (steps, [start, length]) => {
          await emptyDatabase();
          await buildOrganization();
          services.setNow('2026-11-18T09:00:00Z');
          const from = addDays(whole.from, start);
          const asked = { from, to: addDays(from, length) };
          for (const one of steps) {
            if (one.type === 'job') await updateRollups(services);
            else if (one.type === 'minutes')
              services.setNow(new Date(services.clock.now().getTime() + 120_000));
            else if (one.type === 'place') {
              const moved = asText(stored(one.labels));
              const { topicId, level } = moved;
              const postId = idOf(one.postId, 0)!;
              const [rows, shares] = [
                await DailyStatistic.distinct('day', { 'labels.postId': postId.toString() }),
                await Share.distinct('day', { postId }),
              ];
              await markDays(services, [...rows, ...shares]);
              const set = { 'labels.topicId': topicId, 'labels.level': level };
              await DailyStatistic.updateMany({ 'labels.postId': postId.toString() }, { $set: set });
              await Share.updateMany({ postId }, { $set: { topicId, level } });
            } else if (one.type === 'posted') {
              await markDays(services, [one.day]);
              await Share.updateMany({ day: one.day }, { $set: { posted: one.posted } });
            } else if (one.type === 'share') {
              await markDays(services, [one.share.day]);
              await addShare(one.share);
            } else {
              await markDays(services, [one.row.day]);
              if (one.type === 'row') await addRow(one.row);
              else {
                const { labels: _, ...values } = one.row;
                await DailyStatistic.updateOne({ day: one.row.day }, { $set: values });
              }
            }
          }
          await expectEqual(asked);
          await settle();
          await expectEqual(asked);
          await expectEqual();
        },
      ),
      { numRuns: samples(15) },
    );
  });

  it('follow each verb that changes a row or a share, without its help', async () => {
    const post = await buildPost({ services, level: 'corporate' });
    const [said, seen] = [
      await buildShare({ services, postId: post.id }),
      await buildShare({ services, postId: post.id }),
    ];
    const lead = { slug: said.slug, kind: 'lead', externalId: 'crm-1', via: 'server' } as const;
    const steps: (() => Promise<unknown>)[] = [
      () => buildClick({ slug: said.slug, at: services.clock.now() }),
      () => recordConversion(services, lead),
      () => confirmShare(services, { shareId: said.id, actor: acting('advocate', said.advocateId) }),
      () => buildClick({ slug: seen.slug, at: services.clock.now() }),
      () => recordPostings(services),
      async () => {
        const [conversion] = await Conversion.find().lean();
        await voidConversions(services, {
          selection: { id: conversion!._id.toString() },
          reportedUntil: services.clock.now(),
          reason: 'A test.',
          actor: acting('admin'),
        });
      },
      async () => {
        const set = { level: 'industry' as const };
        await movePost(services, { postId: post.id, action: 'adjust', actor: acting('editor'), set });
        await eventsPublished();
        await react(services, reactions);
      },
      () => buildShare({ services, postId: post.id }),
    ];
    await settle();
    let before = '';
    for (const [n, work] of steps.entries()) {
      await work();
      await updateDailyStatistics(services);
      await expectEqual();
      const after = JSON.stringify(await naive(whole.from, whole.to, 'level'));
      expect(after, `step ${n}`).not.to.equal(before);
      before = after;
      await settle();
      await expectEqual();
    }
  });

  const aRow = (overrides: object = {}) => ({
    ...{ day: '2026-01-31', clicks: 3, visitors: 2, excluded: { bot: 1 }, conversions: { lead: 1 } },
    ...{ unverified: {}, values: { EUR: { lead: 500 } }, unverifiedValues: {} },
    ...overrides,
    labels: {
      ...{ postId: 1, network: 'x' as const, advocateId: 1, teamId: null, locationId: 0, topicId: null },
      ...{ goalId: 1, tacticId: 0, campaign: 'spring' as const, level: 'industry' as const },
    },
  });
  const marked = async () => (await MarkedPeriod.distinct('_id')).sort();

  it('read months, and no row of a link, once everything is counted', async () => {
    await markDays(services, ['2026-01-31', '2026-11-18']);
    await addRow(aRow());
    await addRow(aRow({ day: '2026-11-18' }));
    await settle();
    // The month is not over: its sum waits.
    expect(await marked()).to.deep.equal(['2026-11']);
    expect((await Rollup.distinct('_id')).sort()).to.deep.equal(['2026-01', '2026-01-31', '2026-11-18']);
    await Rollup.deleteOne({ _id: '2026-01-31' });
    await DailyStatistic.deleteMany({});
    const lines = await readRollups({ from: '2026-01-01', to: '2026-11-18', by: ['network'] });
    expect(lines.get('network')!.get('x')!.clicks).to.equal(6);
  });

  for (const point of ['rollup.read', 'rollup.day', 'rollup.month-marked'])
    it(`are right after a crash at ${point}, and after the next run of the job`, async () => {
      await markDays(services, ['2026-01-31']);
      await addRow(aRow());
      await settle();
      await markDays(services, ['2026-01-31']);
      await addRow(aRow({ clicks: 7 }));
      await diesAt(point, () => updateRollups(services));
      setFailPoint(undefined);
      await expectEqual();
      await settle();
      await expectEqual();
      expect(await marked()).to.deep.equal([]);
    });

  it('are not set back by a recount that slept while another one counted more', async () => {
    await markDays(services, ['2026-01-31']);
    await addRow(aRow());
    onceReached('rollup.read', async () => {
      await markDays(services, ['2026-01-31']);
      await addRow(aRow());
      await updateRollups(services);
    });
    await updateRollups(services);
    await expectEqual();
    await settle();
    await expectEqual();
  });

  it('are counted once more when a change was written after its mark and after a count', async () => {
    await markDays(services, ['2026-01-31']);
    await updateRollups(services);
    await addRow(aRow());
    await settle();
    await expectEqual();
  });

  it('are corrected by the daily job where something changed without a mark', async () => {
    await markDays(services, ['2026-01-31']);
    await addRow(aRow());
    await settle();
    await addRow(aRow());
    expect(await compareRollups(services)).to.equal(1);
    await settle();
    await expectEqual();
    expect(await compareRollups(services)).to.equal(0);
  });
});
