import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import sinon from 'sinon';
import { LinkCache } from '../../src/redirect/link-cache.js';
import { switchLinks } from '../../src/links/switch-links.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildTrackedLink } from '../clicks/builders.js';

describe('What the redirect knows of links', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const services = createTestServices();
  const visitor = '192.0.2.1';
  const now = services.clock.now();
  const settled = async () => {
    const links = new LinkCache(services);
    await links.settle(now);
    return links;
  };
  /** A cache with room for one link, and the older link that it had no room for. */
  const withOneInMemory = async () => {
    const { slug, id } = await buildTrackedLink();
    await TrackedLink.updateOne({ _id: id }, { $set: { changedAt: new Date('2026-01-01') } });
    const other = await buildTrackedLink();
    await TrackedLink.updateOne({ _id: other.id }, { $set: { changedAt: new Date('2026-01-02') } });
    const links = new LinkCache(services, 1);
    await links.settle(now);
    return { links, slug };
  };
  const away = () =>
    sinon.stub(mongoose.connection, 'db').get(() => {
      throw new Error('away');
    });

  it('is everything from the first moment on, and costs no question for a while', async () => {
    const { slug, id } = await buildTrackedLink();
    const links = await settled();
    expect(links.isCurrent(now)).to.equal(true);
    expect(links.find(slug)!.fields).to.include({ id, off: null });
    expect(links.find('zzzzzzzzz')).to.equal(undefined);
  });

  it('grows with links that any process makes, at the first visit', async () => {
    const links = await settled();
    const { slug } = await buildTrackedLink();
    expect((await links.findNow(slug, visitor))!.fields.slug).to.equal(slug);
  });

  it('follows within a second what any process switches off', async () => {
    const { slug, labels } = await buildTrackedLink();
    const links = await settled();
    const state = { revision: 2, switchedOff: 'withdrawn', target: 'https://example.com/' } as const;
    await switchLinks(services, { postId: labels.postId, state });
    await wait(650);
    if (!links.isCurrent(now)) await links.settle(now);
    expect(links.find(slug)!.fields.off).to.equal('withdrawn');
  });

  it('follows a change that shows up seconds after its time stamp, as on a busy database', async () => {
    const { slug, id } = await buildTrackedLink();
    const links = await settled();
    const changedAt = new Date(Date.now() - 4_000);
    await TrackedLink.updateOne({ _id: id }, { $set: { switchedOff: 'withdrawn', changedAt } });
    await links.findNow('zzzzzzzzz', visitor);
    expect(links.find(slug)!.fields.off).to.equal('withdrawn');
  });

  it('is asked for at most ten times a second, however many unknown links are opened', async () => {
    const links = await settled();
    const questions = sinon.spy(TrackedLink, 'find');
    const wrong = Array.from({ length: 10_000 }, (_, n) => links.findNow(`wrong-${n}`, `network ${n}`));
    // A busy machine does not know all answers in time.
    for (const answer of await Promise.all(wrong)) expect([undefined, null]).to.include(answer);
    // One for these, and one for what changed, if the machine is quick enough to ask for it meanwhile.
    expect(questions.callCount).to.be.within(1, 2);
  });

  it('is asked at once for a link when it was not asked a moment ago', async () => {
    const { links, slug } = await withOneInMemory();
    const times: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      await wait(110);
      const began = performance.now();
      await links.findNow(slug, visitor);
      times.push(performance.now() - began);
    }
    expect(Math.min(...times)).to.be.below(90);
  });

  it('answers one network about twenty unknown links at once, and still everybody else', async () => {
    const { links, slug } = await withOneInMemory();
    expect(links.find(slug), 'in memory').to.equal(undefined);
    const wrong = Array.from({ length: 5_000 }, (_, n) => links.findNow(`wrong-${n}`, visitor));
    const crowd = Array.from({ length: 2_000 }, (_, n) => links.findNow(`crowd-${n}`, `network ${n % 50}`));
    const ours = links.findNow(slug, '198.51.100.7');
    const answers = await Promise.all(wrong);
    expect(answers.filter((answer) => answer === undefined)).to.have.length(20);
    expect(answers.filter((answer) => answer === null)).to.have.length(4_980);
    expect((await Promise.all(crowd)).filter((answer) => answer === undefined).length).to.be.within(
      900,
      1_000,
    );
    expect((await ours)!.fields.slug).to.equal(slug);
  });

  it('says of no link that it does not exist unless it was looked up', async () => {
    const { links, slug } = await withOneInMemory();
    // A query that fails, as when another server takes over, and a database that does not answer.
    sinon.stub(TrackedLink, 'find').throws(new Error('not primary'));
    expect(await links.findNow(slug, visitor)).to.equal(null);
    sinon.restore();
    sinon.stub(mongoose.connection.db!, 'admin').returns({ command: () => wait(1_000) } as never);
    expect(await links.findNow(slug, visitor)).to.equal(null);
    sinon.restore();
    await wait(1_000);
    expect((await links.findNow(slug, visitor))!.fields.slug).to.equal(slug);
  });

  it('is those links that were changed last, when there are more than fit', async () => {
    const slugs: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { slug, id } = await buildTrackedLink();
      await TrackedLink.updateOne({ _id: id }, { $set: { changedAt: new Date(Date.UTC(2026, 0, 1 + n)) } });
      slugs.push(slug);
    }
    const links = new LinkCache(services, 3);
    await links.settle(now);
    const inMemory = slugs.map((slug) => links.find(slug) !== undefined);
    expect(inMemory).to.deep.equal([false, false, true, true, true]);
    expect((await links.findNow(slugs[0]!, visitor))!.fields.slug).to.equal(slugs[0]);
  });

  it('stays while the database is away, and nobody waits for it then', async () => {
    const { slug } = await buildTrackedLink();
    const links = await settled();
    away();
    await wait(650);
    if (!links.isCurrent(now)) await links.settle(now);
    expect(links.isCurrent(now)).to.equal(true);
    expect(links.find(slug)).not.to.equal(undefined);
    expect(await links.findNow('zzzzzzzzz', visitor), 'whether there is such a link').to.equal(null);
    sinon.restore();
    const made = await buildTrackedLink();
    expect((await links.findNow(made.slug, visitor))!.fields.slug).to.equal(made.slug);
  });

  it('is nothing when the database was away from the first moment on', async () => {
    away();
    const links = new LinkCache(services);
    expect(links.isCurrent(now)).to.equal(false);
    expect(
      await links.settle(now).then(
        () => 'known',
        (error: Error) => error.message,
      ),
    ).to.equal('the links are not known');
  });

  it('tells visitors apart also on a day that began while the database was away', async () => {
    await buildTrackedLink();
    const links = await settled();
    away();
    const nextWeek = new Date(now.getTime() + 7 * 86_400_000);
    if (!links.isCurrent(nextWeek)) await links.settle(nextWeek);
    const visit = (network: string) => links.identify({ method: 'GET', network, headers: {} }, nextWeek).hash;
    expect(visit('192.0.2.1')).to.equal(visit('192.0.2.1'));
    expect(visit('192.0.2.1')).not.to.equal(visit('192.0.2.2'));
  });
});
