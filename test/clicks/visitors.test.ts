import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import sinon from 'sinon';
import { Click } from '../../src/clicks/click.model.js';
import { forgetVisitors } from '../../src/clicks/forget-visitors.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser, buildClick, buildTrackedLink } from './builders.js';

describe('Visitors', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const network = '198.51.100.7';

  it('who send sixty-four requests at once are counted once', async () => {
    const { slug } = await buildTrackedLink();
    await Promise.all(Array.from({ length: 64 }, () => buildClick({ slug, network })));
    expect(await Click.countDocuments({ counted: true })).to.equal(1);
    expect(await Click.countDocuments({ excludedBecause: 'repeat' })).to.equal(63);
  });

  it('are counted once across midnight, even at the same moment', async () => {
    const { slug } = await buildTrackedLink();
    // Midnight in Berlin is 23:00 UTC.
    await buildClick({ slug, network: '192.0.2.1', at: '2026-11-18T22:00:00Z' });
    const moments = Array.from({ length: 32 }, (_, n) =>
      n % 2 ? '2026-11-18T22:59:59.999Z' : '2026-11-18T23:00:00.000Z',
    );
    await Promise.all(moments.map((at) => buildClick({ slug, network, at })));
    expect(await Click.countDocuments({ counted: true })).to.equal(2);
  });

  it('are counted once across midnight, also when the later visit is recorded first', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, network, at: '2026-11-18T23:10:00Z' });
    await buildClick({ slug, network, at: '2026-11-18T22:50:00Z' });
    const clicks = await Click.find().sort({ at: 1 }).lean();
    expect(clicks.map(({ excludedBecause }) => excludedBecause)).to.deep.equal([null, 'repeat']);
  });

  it('are known for the hour after midnight and not longer', async () => {
    const { slug } = await buildTrackedLink();
    const counted = async (at: string) => (await buildClick({ slug, network, at })).counted;
    expect(await counted('2026-11-18T22:50:00Z')).to.equal(true);
    expect(await counted('2026-11-18T23:10:00Z')).to.equal(false);
    expect(await counted('2026-11-18T23:55:00Z')).to.equal(true);
    expect(await counted('2026-11-19T00:05:00Z')).to.equal(false);
    expect(await counted('2026-11-19T00:55:00Z')).to.equal(true);
  });

  it('can’t be recognized from one day to the next', async () => {
    const { slug } = await buildTrackedLink();
    for (const at of ['2026-11-18T09:00:00Z', '2026-11-18T15:00:00Z', '2026-11-19T09:00:00Z'])
      await buildClick({ slug, network, at });
    const [morning, afternoon, nextDay] = (await Click.find().sort({ at: 1 }).lean()).map(
      ({ visitorHash }) => visitorHash,
    );
    expect(afternoon).to.equal(morning);
    expect(nextDay).not.to.equal(morning);
  });

  it('are told apart by address and by agent', async () => {
    const { slug } = await buildTrackedLink();
    const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';
    await buildClick({ slug, network });
    expect((await buildClick({ slug, network: '198.51.100.8' })).counted).to.equal(true);
    expect((await buildClick({ slug, network, headers: { 'user-agent': agent } })).counted).to.equal(true);
  });

  it('are counted when they open what their browser loaded ahead', async () => {
    const { slug } = await buildTrackedLink();
    await buildClick({ slug, network, headers: { 'user-agent': browser, 'sec-purpose': 'prefetch' } });
    expect((await buildClick({ slug, network })).counted).to.equal(true);
  });

  it('are forgotten an hour after their day: the salt, and what joins the days', async () => {
    const services = createTestServices();
    await buildClick({ at: '2026-11-18T22:30:00Z' });
    await buildClick({ at: '2026-11-18T23:10:00Z' });
    const kept = async (now: string) => {
      services.setNow(now);
      await forgetVisitors(services);
      const all = await readdir(path.join(services.env.DATA_DIR, 'visitor-salts'));
      // Other tests have other days.
      const salts = all.filter((day) => /^2026-11-1[89]$/.test(day));
      const joined = await Click.countDocuments({ earlierHash: { $exists: true } });
      return { salts: salts.sort(), joined };
    };
    expect(await kept('2026-11-18T23:15:00Z')).to.deep.equal({
      salts: ['2026-11-18', '2026-11-19'],
      joined: 1,
    });
    expect(await kept('2026-11-19T00:05:00Z')).to.deep.equal({ salts: ['2026-11-19'], joined: 1 });
    expect(await kept('2026-11-19T00:10:01Z')).to.deep.equal({ salts: ['2026-11-19'], joined: 0 });
    expect(await kept('2026-11-19T23:30:00Z')).to.deep.equal({ salts: ['2026-11-19'], joined: 0 });
    expect(await kept('2026-11-20T00:00:00Z')).to.deep.equal({ salts: [], joined: 0 });
  });

  it('who open three links within ten seconds are taken for a scanner, from the first link on', async () => {
    const slugs = [];
    for (let n = 0; n < 4; n += 1) slugs.push((await buildTrackedLink()).slug);
    const at = (second: number) => `2026-11-18T09:00:0${second}Z`;
    expect((await buildClick({ slug: slugs[0], network, at: at(0) })).counted).to.equal(true);
    expect((await buildClick({ slug: slugs[1], network, at: at(1) })).counted).to.equal(true);
    expect((await buildClick({ slug: slugs[2], network, at: at(2) })).excludedBecause).to.equal('burst');
    expect((await buildClick({ slug: slugs[2], network: '192.0.2.9', at: at(2) })).counted).to.equal(true);
    expect(await Click.countDocuments({ excludedBecause: 'burst', counted: false })).to.equal(3);
    expect(await Click.countDocuments({ counted: true })).to.equal(1);
  });

  it('are judged by what came last, also when an earlier judgement is written later', async () => {
    const links = [await buildTrackedLink(), await buildTrackedLink(), await buildTrackedLink()] as const;
    const at = (second: number) => `2026-11-18T09:00:0${second}Z`;
    await buildClick({ slug: links[0].slug, network, at: at(0) });
    const writes = sinon
      .stub(Click, 'bulkWrite')
      .callsFake(async (...given: Parameters<typeof Click.bulkWrite>) => {
        writes.restore();
        for (const n of [1, 2]) await buildClick({ slug: links[n]!.slug, network, at: at(n + 1) });
        return Click.bulkWrite(...given);
      });
    // A repeat when it was read, part of a burst when it is written.
    await buildClick({ slug: links[0].slug, network, at: at(1) });
    expect(await Click.countDocuments({ excludedBecause: 'burst' })).to.equal(4);
  });

  it('who open three links at once are excluded in all of them', async () => {
    const slugs = [];
    for (let n = 0; n < 8; n += 1) slugs.push((await buildTrackedLink()).slug);
    await Promise.all(slugs.map((slug) => buildClick({ slug, network })));
    expect(await Click.countDocuments({ excludedBecause: 'burst', counted: false })).to.equal(8);
  });

  it('whose browser loads links ahead are not taken for a scanner', async () => {
    const headers = {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0',
    };
    for (let n = 0; n < 3; n += 1)
      await buildClick({ network, headers: { ...headers, 'sec-purpose': 'prefetch' } });
    expect((await buildClick({ network, headers })).counted).to.equal(true);
  });
});
