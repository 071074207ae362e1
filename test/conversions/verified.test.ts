import { expect } from 'chai';
import fc from 'fast-check';
import { ClickKey } from '../../src/clicks/click-key.model.js';
import { Click } from '../../src/clicks/click.model.js';
import { Conversion, conversionKinds } from '../../src/conversions/conversion.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { attributeAgain } from '../../src/conversions/attribute-again.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { type NewConversion } from '../../src/conversions/check-conversion.js';
import { readClickId, signClickId } from '../../src/clicks/signed-click-id.js';
import { isOnSite, readSites } from '../../src/conversions/sites.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildClickBefore, buildTrackedLink, handedOut } from '../clicks/builders.js';

const [minute, day] = [60_000, 86_400_000];

describe('What can be believed of conversions', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();
  const now = new Date('2026-11-18T09:00:00Z');
  beforeEach(() => services.setNow(now));

  const click = async (before = day) =>
    buildClickBefore(services, { slug: (await buildTrackedLink()).slug, before });
  let ids = 0;
  const report = (reported: Partial<NewConversion>) =>
    recordConversion(services, {
      ...{ kind: 'sale', externalId: `id-${(ids += 1)}`, via: 'server', ...reported },
    });
  const total = async () => {
    await updateDailyStatistics(services);
    const all = { from: '2026-01-01', to: '2026-12-31', by: 'all', currency: 'EUR' } as const;
    const { conversions, values, unverified, unverifiedValues } = (await sumStatistics(all))[0]!;
    return { conversions, values, unverified, unverifiedValues };
  };
  const worth = { value: 1_000_000_000_00, currency: 'EUR' };

  it('what browsers report is shown separately from what servers and files report, and so are its values', async () => {
    const clickIds = [await handedOut(await click())];
    for (const via of ['script', 'pixel'] as const) await report({ via, clickIds, ...worth });
    await report({ via: 'server', clickIds, value: 1999, currency: 'EUR' });
    await report({ via: 'csv', clickIds, value: 1, currency: 'EUR' });
    expect(await total()).to.deep.equal({
      conversions: { sale: 2 },
      values: { sale: 2000 },
      unverified: { sale: 2 },
      unverifiedValues: { sale: 2 * worth.value },
    });
  });

  it('an id from before ids were signed is accepted within the window, as unverified', async () => {
    const [within, before] = [await click(29 * day), await click(31 * day)];
    const after = await click(-minute);
    await ClickKey.deleteMany({});
    await handedOut(within);
    services.setNow(new Date(now.getTime() + 2 * minute));
    for (const via of ['server', 'csv', 'script'] as const)
      expect(await report({ via, clickIds: [within] })).to.deep.equal({ outcome: 'attributed' });
    expect(await report({ clickIds: [before] })).to.include({ because: 'late' });
    expect(await report({ via: 'script', clickIds: [before] })).to.include({ outcome: 'not-stored' });
    expect(await report({ clickIds: [after] }), 'an id that was signed').to.include({
      because: 'unknown-click',
    });
    expect(await total()).to.deep.include({ conversions: {}, unverified: { sale: 3 } });
  });

  it('a signed id is preferred to one that can be guessed, though that click came later', async () => {
    const [old, signed] = [await click(2 * minute), await click(day)];
    await handedOut(old);
    await report({ clickIds: [old, await handedOut(signed)] });
    expect(String((await Conversion.findOne().lean())!.clickId)).to.equal(signed);
    expect((await total()).conversions).to.deep.equal({ sale: 1 });
  });

  it('a kind that is accepted from browsers counts up to so many a click and day; its worth does not', async () => {
    await updateConversionSettings(services, { actor: 'operator', accepted: { sale: 2 } });
    const [first, second] = [await handedOut(await click()), await handedOut(await click())];
    for (let n = 0; n < 5; n += 1) await report({ via: 'script', clickIds: [first], ...worth });
    await report({ via: 'pixel', clickIds: [second] });
    await report({ via: 'pixel', clickIds: [second], kind: 'lead' });
    services.setNow(new Date(now.getTime() + day));
    await report({ via: 'pixel', clickIds: [first] });
    expect(await total()).to.deep.equal({
      conversions: { sale: 2 + 1 + 1 },
      values: {},
      unverified: { sale: 3, lead: 1 },
      unverifiedValues: { sale: 5 * worth.value },
    });
  });

  it('of many reports at the same time for one click no more are stored than of many after each other', async () => {
    const id = await click();
    const [signed, waiting] = [await handedOut(id), await handedOut(await click())];
    await Click.deleteOne({ _id: waiting.slice(0, 24) });
    for (const clickIds of [[signed], [waiting]]) {
      const before = await Conversion.countDocuments();
      const outcomes = await Promise.all(
        Array.from({ length: 100 }, (_, n) => report({ via: n % 2 ? 'script' : 'pixel', clickIds })),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'not-stored')).to.have.length(80);
      expect((await Conversion.countDocuments()) - before).to.equal(20);
      expect(await report({ via: 'script', clickIds })).to.deep.equal({
        outcome: 'not-stored',
        because: 'many',
      });
    }
    services.setNow(new Date(now.getTime() + day));
    expect(await report({ via: 'script', clickIds: [signed] })).to.deep.equal({ outcome: 'attributed' });
  });

  it('a click has one limit, however its id is spelled', async () => {
    const id = await click(minute);
    await ClickKey.deleteMany({});
    const signed = await handedOut(id);
    for (let n = 0; n < 10; n += 1)
      for (const spelled of [id, signed]) await report({ via: 'script', clickIds: [spelled, `${n}`] });
    expect(await report({ via: 'script', clickIds: [signed] })).to.include({ because: 'many' });
    expect(await report({ via: 'script', clickIds: [id] })).to.include({ because: 'many' });
  });

  it('a limit holds for what is reported while it stands, also when a click is known only later', async () => {
    await updateConversionSettings(services, { actor: 'operator', accepted: { sale: 1 } });
    const id = await click();
    const clickIds = [await handedOut(id)];
    const row = (await Click.findById(id).lean())!;
    await Click.deleteOne({ _id: id });
    for (let n = 0; n < 2; n += 1)
      expect(await report({ via: 'script', clickIds })).to.include({ because: 'unknown-click' });
    await updateConversionSettings(services, { actor: 'operator', accepted: {} });
    await Click.collection.insertOne(row);
    services.setNow(new Date(now.getTime() + minute));
    await attributeAgain(services);
    expect(await total()).to.deep.include({ conversions: { sale: 1 }, unverified: { sale: 1 } });
  });

  it('a browser can’t take the id of an order: the server’s report replaces it', async () => {
    const clickIds = [await handedOut(await click())];
    const other = [await handedOut(await click())];
    const order = { externalId: '4711', ...worth };
    await report({ via: 'script', clickIds: other, ...order });
    await total();
    const trusted = { ...order, clickIds, value: 1999 };
    expect(await report({ via: 'server', ...trusted })).to.deep.equal({ outcome: 'attributed' });
    expect(await report({ via: 'csv', ...trusted })).to.deep.equal({ outcome: 'already-known' });
    expect(await report({ via: 'pixel', ...trusted })).to.deep.equal({ outcome: 'already-known' });
    expect(await total()).to.deep.equal({
      conversions: { sale: 1 },
      values: { sale: 1999 },
      unverified: {},
      unverifiedValues: {},
    });
  });

  it('a signed id of a browser leaves no row once its click is outside the window, does not count, or can’t arrive any more', async () => {
    const [late, uncounted, deleted, onTheWay] = [
      await click(30 * day + minute),
      await click(minute),
      await click(2 * day),
      await click(minute),
    ];
    await Click.updateOne({ _id: uncounted }, { counted: false, excludedBecause: 'repeat' });
    await Click.deleteMany({ _id: { $in: [deleted, onTheWay] } });
    const expected = { [late]: 'late', [uncounted]: 'not-counted', [deleted]: 'unknown-click' };
    for (const [id, because] of Object.entries(expected))
      for (const via of ['script', 'pixel'] as const)
        expect(await report({ via, clickIds: [await handedOut(id)] })).to.deep.equal({
          ...{ outcome: 'not-stored', because },
        });
    expect(await Conversion.countDocuments()).to.equal(0);
    const arriving = [await handedOut(late), await handedOut(onTheWay)];
    expect(await report({ via: 'script', clickIds: arriving })).to.include({ outcome: 'unattributed' });
    expect(await report({ via: 'server', clickIds: [await handedOut(late)] })).to.include({
      because: 'late',
    });
    expect(await Conversion.countDocuments()).to.equal(2);
  });

  it('one click id leaves rows on the days of the window alone, and on two at most once its click is deleted', async () => {
    const daysWithRows = async (id: string) => {
      const clickIds = [await handedOut(id)];
      for (const after of [0, 1, 2, 29, 30, 31, 60]) {
        services.setNow(new Date(now.getTime() + after * day));
        await report({ via: 'script', clickIds });
      }
      services.setNow(now);
      return (await Conversion.distinct('day', { clickIds })).length;
    };
    expect(await daysWithRows(await click(0))).to.equal(5);
    const deleted = await click(0);
    await Click.deleteOne({ _id: deleted });
    expect(await daysWithRows(deleted)).to.equal(2);
  });

  it('no report of a browser changes a verified worth, and each counts once at most', async () => {
    const clicks = [await handedOut(await click()), await handedOut(await click())];
    const reports = fc.array(
      fc.record({
        kind: fc.constantFrom(...conversionKinds.slice(0, 2)),
        via: fc.constantFrom('script', 'pixel', 'server', 'csv'),
        externalId: fc.nat(6).map(String),
        clickIds: fc.subarray(clicks, { minLength: 1, maxLength: 1 }),
        value: fc.nat(1_000),
      }),
      { maxLength: 15 },
    );
    const limit = fc.integer({ min: 0, max: 3 });
    await fc.assert(
      fc.asyncProperty(reports, limit, async (list, most) => {
        await Promise.all([Conversion.deleteMany({}), DailyStatistic.deleteMany({})]);
        await updateConversionSettings(services, { actor: 'operator', accepted: { lead: most } });
        const expected = new Map<string, number>();
        for (const one of list) {
          const { outcome } = await report({ ...one, currency: 'EUR' });
          const isTrusted = one.via === 'server' || one.via === 'csv';
          if (isTrusted && outcome === 'attributed')
            expected.set(one.kind, (expected.get(one.kind) ?? 0) + one.value);
        }
        if (!list.length) return;
        const { conversions, values, unverified } = await total();
        for (const kind of conversionKinds) {
          expect(values[kind] ?? 0).to.equal(expected.get(kind) ?? 0);
          const ofKind = list.filter((one) => one.kind === kind);
          const distinct = new Set(ofKind.map(({ externalId }) => externalId));
          expect((conversions[kind] ?? 0) + (unverified[kind] ?? 0)).to.equal(distinct.size);
          const trusted = ofKind.filter(({ via }) => via === 'server' || via === 'csv');
          const sure = new Set(trusted.map(({ externalId }) => externalId)).size;
          const extra = (conversions[kind] ?? 0) - sure;
          expect(extra).to.be.within(0, kind === 'lead' ? most * clicks.length : 0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('an id of a click is right or it is none', () => {
    const id = fc.stringMatching(/^[0-9a-f]{24}$/);
    fc.assert(
      fc.property(id, fc.nat(55), (clickId, at) => {
        const signed = signClickId('a key', clickId);
        expect(readClickId('a key', signed)).to.deep.equal({ id: clickId, signed: true });
        expect(readClickId('another key', signed)).to.equal(null);
        const digit = signed[at] === 'a' ? 'b' : 'a';
        expect(readClickId('a key', signed.slice(0, at) + digit + signed.slice(at + 1))).to.equal(null);
        if (at !== 24) expect(readClickId('a key', signed.slice(0, at))).to.equal(null);
        expect(readClickId('a key', signed.toUpperCase().padStart(57, 'A'))).to.equal(null);
      }),
    );
  });

  it('a site is its host and what is below, with its scheme and port', () => {
    const { sites } = readSites(
      'https://Acme.example/\nshop.example:8443, http://localhost:8080\nacme.example',
    ) as { sites: string[] };
    expect(sites).to.deep.equal(['acme.example', 'shop.example:8443', 'http://localhost:8080']);
    for (const page of ['https://acme.example', 'https://a.b.acme.example/x', 'https://acme.example:443'])
      expect(isOnSite(sites, page), page).to.equal(true);
    expect(isOnSite(sites, 'https://shop.example:8443')).to.equal(true);
    expect(isOnSite(sites, 'http://localhost:8080')).to.equal(true);
    const others = [
      'http://acme.example',
      'https://acme.example:8443',
      'https://notacme.example',
      'null',
      '',
    ];
    for (const page of [...others, 'https://shop.example', 'http://localhost', 'https://localhost:8080'])
      expect(isOnSite(sites, page), page).to.equal(false);
    expect(isOnSite([], 'https://acme.example')).to.equal(false);
    expect(readSites('not a site')).to.deep.equal({ problem: 'unreadable' });
  });
});
