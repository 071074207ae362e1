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
  const now = services.clock.now();
  const settled = async () => {
    const links = new LinkCache(services);
    await links.settle(now);
    return links;
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
    expect((await links.findNow(slug))!.fields.slug).to.equal(slug);
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
    await links.findNow('zzzzzzzzz');
    expect(links.find(slug)!.fields.off).to.equal('withdrawn');
  });

  it('is asked for at most ten times a second, however many unknown links are opened', async () => {
    const links = await settled();
    const questions = sinon.spy(TrackedLink, 'find');
    const wrong = Array.from({ length: 10_000 }, (_, n) => links.findNow(`wrong-${n}`));
    expect(new Set(await Promise.all(wrong))).to.deep.equal(new Set([undefined]));
    expect(questions.callCount).to.equal(1);
  });

  it('stays while the database is away, and nobody waits for it then', async () => {
    const { slug } = await buildTrackedLink();
    const links = await settled();
    away();
    await wait(650);
    if (!links.isCurrent(now)) await links.settle(now);
    expect(links.isCurrent(now)).to.equal(true);
    expect(links.find(slug)).not.to.equal(undefined);
    expect(await links.findNow('zzzzzzzzz'), 'whether there is such a link').to.equal(null);
    sinon.restore();
    const made = await buildTrackedLink();
    expect((await links.findNow(made.slug))!.fields.slug).to.equal(made.slug);
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
