import { expect } from 'chai';
import { load } from 'cheerio';
import supertest from 'supertest';
import { createApp } from '../../src/app.js';
import {
  ensureSubscriptions,
  findActiveSubscription,
  unsubscribeHeaders,
  unsubscribeUrl,
} from '../../src/notifications/index.js';
import { User } from '../../src/people/user.model.js';
import { createAgent } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { buildReader, storedSubscription } from './builders.js';

const unknown = 'A'.repeat(43);

describe('Unsubscribing from a mail', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const prepare = async () => {
    const services = createTestServices();
    const reader = await buildReader(services);
    const status = async () => (await storedSubscription(reader.user.id)).status;
    return { ...reader, services, status, app: createApp(services), path: `/unsubscribe/${reader.token}` };
  };

  it('opens on a page with one button, which changes nothing by itself', async () => {
    const { app, path, status } = await prepare();
    const page = await supertest(app).get(path);
    expect(page.status).to.equal(200);
    expect(load(page.text)('main form button')).to.have.length(1);
    expect(await status()).to.equal('active');
  });

  it('works by the button, without signing in and without a cookie', async () => {
    const { app, path, status } = await prepare();
    const agent = createAgent(app);
    await agent.visit(path);
    const done = await agent.submit();
    expect(done.status).to.equal(200);
    expect(done.headers).not.to.have.property('set-cookie');
    expect(agent.page('h1').text()).to.equal('You get no more digests');
    expect(await status()).to.equal('unsubscribed');
  });

  it('can be taken back on the page that confirms it', async () => {
    const { app, path, status } = await prepare();
    const agent = createAgent(app);
    await agent.visit(path);
    await agent.submit();
    const back = await agent.submit();
    expect(back.status).to.equal(200);
    expect(agent.page.text()).to.contain('Tuesday, 24 November at 9:00');
    expect(await status()).to.equal('active');
  });

  it('is said once more, and offered back, to who opens the link later', async () => {
    const { app, path } = await prepare();
    await supertest(app).post(path);
    const page = load((await supertest(app).get(path)).text);
    expect(page('h1').text()).to.equal('You get no more digests');
    expect(page('main form').attr('action')).to.equal(`${path}/undo`);
  });

  it('pauses for a month by a button of its own, and a pause can be ended', async () => {
    const { app, path, services, user, status } = await prepare();
    const agent = createAgent(app);
    await agent.visit(`${path}/pause`);
    expect((await storedSubscription(user.id)).pausedUntil).to.equal(null);
    expect((await agent.submit()).status).to.equal(200);
    expect(agent.page('h1').text()).to.equal('The digest is paused');
    expect(agent.page.text()).to.contain('Tuesday, 22 December at 9:00');
    expect(await status()).to.equal('active');
    const { pausedUntil, nextDigestAt } = await storedSubscription(user.id);
    expect(pausedUntil?.toISOString()).to.equal('2026-12-17T23:00:00.000Z');
    expect(nextDigestAt.toISOString()).to.equal('2026-12-22T08:00:00.000Z');
    expect(
      await findActiveSubscription(services, (await storedSubscription(user.id))._id.toString()),
    ).to.equal(null);

    await agent.visit(path);
    expect(agent.page('h1').text()).to.equal('Stop the weekly digest?');
    await agent.visit(`${path}/pause`);
    expect(agent.page('h1').text(), 'opened again').to.equal('The digest is paused');

    await agent.submit();
    expect(agent.page.text()).to.contain('Tuesday, 24 November at 9:00');
    expect((await storedSubscription(user.id)).pausedUntil).to.equal(null);
    await agent.visit(`${path}/pause`);
    expect(agent.page('h1').text(), 'not paused any more').to.equal('Pause the weekly digest for a month?');
  });

  it('stays paused when the reader moves to another time zone', async () => {
    const { app, path, services, user } = await prepare();
    await supertest(app).post(`${path}/pause`);
    await User.updateOne({ _id: user.id }, { timeZone: 'Pacific/Auckland', isChanged: true });
    await ensureSubscriptions(services);
    expect((await storedSubscription(user.id)).nextDigestAt.toISOString()).to.equal(
      '2026-12-21T20:00:00.000Z',
    );
  });

  it('pauses nothing that is stopped', async () => {
    const { app, path, status } = await prepare();
    await supertest(app).post(path);
    const page = load((await supertest(app).post(`${path}/pause`)).text);
    expect(page('h1').text()).to.equal('You get no more digests');
    expect(await status()).to.equal('unsubscribed');
  });

  for (const [body, send] of Object.entries({
    'form data': (test: supertest.Test) => test.type('form').send('List-Unsubscribe=One-Click'),
    'multipart form data': (test: supertest.Test) => test.field('List-Unsubscribe', 'One-Click'),
    'no body': (test: supertest.Test) => test,
    'a body that is not what it says': (test: supertest.Test) =>
      test.type('multipart/form-data').send('garbage'),
  }))
    it(`takes one click of a mail program with ${body}, as often as it comes`, async () => {
      const { app, path, status } = await prepare();
      for (const attempt of ['first', 'second']) {
        const answer = await send(supertest(app).post(path).set('Sec-Fetch-Site', 'cross-site'));
        expect(answer.status, attempt).to.equal(200);
        expect(answer.headers).not.to.have.property('set-cookie');
        expect(answer.headers).to.have.property('cache-control', 'no-store');
      }
      expect(await status()).to.equal('unsubscribed');
    });

  it('does not know other tokens', async () => {
    const { app, status } = await prepare();
    for (const token of [unknown, 'x', '%00', encodeURIComponent('{"$ne":null}')]) {
      expect((await supertest(app).get(`/unsubscribe/${token}`)).status, token).to.equal(404);
      expect((await supertest(app).post(`/unsubscribe/${token}`)).status, token).to.equal(404);
      expect((await supertest(app).post(`/unsubscribe/${token}/undo`)).status, token).to.equal(404);
    }
    expect(await status()).to.equal('active');
  });

  it('asks who tries many tokens to wait', async () => {
    const { app, path } = await prepare();
    for (let tries = 0; tries < 30; tries += 1)
      expect((await supertest(app).get(`/unsubscribe/${unknown}`)).status).to.equal(404);
    const refused = await supertest(app).post(`/unsubscribe/${unknown}`);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 60);
    // A right link works all the same: somebody else on the same network may have tried the wrong ones.
    expect((await supertest(app).post(path)).status).to.equal(200);
  });

  it('is never limited for links that are right', async () => {
    const { app, path } = await prepare();
    for (let tries = 0; tries < 40; tries += 1)
      expect((await supertest(app).post(path)).status).to.equal(200);
  });

  it('stands in the headers that mail programs look for', async () => {
    const { services, token } = await prepare();
    expect(unsubscribeUrl(services, { token })).to.equal(`http://localhost:3000/unsubscribe/${token}`);
    expect(unsubscribeHeaders(services, { token })).to.eql({
      'List-Unsubscribe': `<http://localhost:3000/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });
});
