import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import sinon from 'sinon';
import { createApp, type App } from '../../src/app.js';
import { Click } from '../../src/clicks/click.model.js';
import { lostVisits } from '../../src/clicks/lost-visit.model.js';
import { switchLinks } from '../../src/links/switch-links.js';
import { createAgent, signedIn } from '../support/agent.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser, buildTrackedLink } from '../clicks/builders.js';

describe('A tracked link', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const services = createTestServices({ envOverrides: { TRUST_PROXY: 1 } });

  let app: App;
  before(() => (app = createApp(services)));

  const open = (slug: string, headers: Record<string, string> = {}) =>
    createAgent(app)
      .http.get(`/l/${slug}`)
      .set({ 'User-Agent': browser, ...headers });
  const clicks = async () => {
    await app.redirect.drain();
    return Click.find().sort({ _id: 1 }).lean();
  };
  /** Long enough that what was changed is known everywhere. */
  const news = () => wait(700);
  const reasons = async () => (await clicks()).map(({ excludedBecause }) => excludedBecause);

  it('leads to its target, with UTM parameters', async () => {
    const { slug } = await buildTrackedLink({ network: 'linkedin', campaign: 'spring' });
    const response = await open(slug);
    expect(response.status).to.equal(302);
    expect(response.headers.location).to.equal(
      `https://example.com/news?id=7&utm_source=linkedin&utm_medium=social&utm_campaign=spring&utm_content=${slug}#more`,
    );
  });

  it('leads on in whatever spelling its address arrives', async () => {
    const { slug } = await buildTrackedLink();
    const encoded = `%${slug.charCodeAt(0).toString(16)}${slug.slice(1)}`;
    for (const address of [`/l/${slug}/`, `/L/${slug}`, `/l/${encoded}`]) {
      const { status, headers } = await createAgent(app).http.get(address).set({ 'User-Agent': browser });
      expect(status, address).to.equal(302);
      expect(headers.location).to.contain(`utm_content=${slug}`);
    }
  });

  it('is not kept by caches or search engines, leaves the referrer alone, and sets no cookie', async () => {
    const whenKnown = await open((await buildTrackedLink()).slug);
    // Of this one the memory does not know yet: it is asked for on the way through the application.
    const whenJustMade = await open((await buildTrackedLink()).slug);
    for (const { headers } of [whenKnown, whenJustMade]) {
      expect(headers['cache-control']).to.equal('no-store');
      expect(headers['x-robots-tag']).to.equal('noindex');
      expect(headers).not.to.have.any.keys('referrer-policy', 'set-cookie');
    }
  });

  it('has the visit on disk when its answer arrives', async () => {
    const { slug, id } = await buildTrackedLink();
    await open(slug, { Referer: 'https://www.LinkedIn.com/feed/', 'X-Forwarded-For': '198.51.100.7' });
    const [click, ...others] = await clicks();
    expect(others).to.deep.equal([]);
    expect(click).to.include({
      day: '2026-11-18',
      referrerHost: 'www.linkedin.com',
      device: 'desktop',
      counted: true,
      excludedBecause: null,
    });
    expect(click!.trackedLinkId.toString()).to.equal(id);
  });

  it('stores no address and no agent anywhere', async () => {
    await open((await buildTrackedLink()).slug, { 'X-Forwarded-For': '198.51.100.7' });
    const collections = await mongoose.connection.db!.collections();
    const everything = await Promise.all(collections.map((collection) => collection.find().toArray()));
    expect(JSON.stringify(everything)).not.to.match(/198\.51\.100\.7|Mozilla|Chrome/);
  });

  it('answers HEAD as GET and does not count it', async () => {
    const { slug } = await buildTrackedLink();
    const response = await createAgent(app).http.head(`/l/${slug}`).set('User-Agent', browser);
    expect(response.status).to.equal(302);
    expect(response.headers.location).to.contain('https://example.com/news');
    expect(await reasons()).to.deep.equal(['not-get']);
  });

  it('leads previews, bots and prefetches on, and counts none of them', async () => {
    const { slug } = await buildTrackedLink();
    const sent: Record<string, string>[] = [
      {
        'User-Agent': 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)',
      },
      { 'User-Agent': 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' },
      { 'User-Agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' },
      { 'User-Agent': 'curl/8.5.0' },
      { 'User-Agent': '' },
      { 'Sec-Purpose': 'prefetch' },
      { 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' },
    ];
    for (const headers of sent) expect((await open(slug, headers)).status).to.equal(302);
    expect(await reasons()).to.deep.equal([
      'preview',
      'preview',
      'preview',
      'bot',
      'no-agent',
      'prefetch',
      'not-a-navigation',
    ]);
  });

  it('does not count the click of the advocate who shared it, and touches no session for it', async () => {
    const { http, user } = await signedIn(app);
    const own = await buildTrackedLink({ advocateId: user.id });
    const response = await http.get(`/l/${own.slug}`).set('User-Agent', browser);
    expect(response.headers).not.to.have.property('set-cookie');
    await http.get(`/l/${(await buildTrackedLink()).slug}`).set('User-Agent', browser);
    expect(await reasons()).to.deep.equal(['own-click', null]);
  });

  it('counts a visitor whose cookie is none of ours', async () => {
    const { slug } = await buildTrackedLink();
    for (const cookie of ['groundswell=%E0%A4%A', 'groundswell=s%3Aforged.signature', 'groundswell'])
      expect(
        (await open(slug, { Cookie: cookie, 'X-Forwarded-For': `192.0.2.${cookie.length}` })).status,
      ).to.equal(302);
    expect(await reasons()).to.deep.equal([null, null, null]);
  });

  it('takes all connections and all addresses of one visitor’s network for the same visitor', async () => {
    const { slug } = await buildTrackedLink();
    const spellings = ['198.51.100.7:50412', '198.51.100.7:50413', '198.51.100.7', '[::ffff:198.51.100.7]:9'];
    for (const each of spellings) await open(slug, { 'X-Forwarded-For': each });
    for (const each of ['2001:db8::1', '[2001:DB8:0:0:aa::1]:7'])
      await open(slug, { 'X-Forwarded-For': each });
    const repeats = ['repeat', 'repeat', 'repeat'];
    expect(await reasons()).to.deep.equal([null, ...repeats, null, 'repeat']);
  });

  it('counts the same visitor once an hour', async () => {
    const { slug } = await buildTrackedLink();
    for (const at of ['09:00:00', '09:59:59', '10:00:00']) {
      services.setNow(`2026-11-18T${at}Z`);
      await open(slug);
    }
    expect(await reasons()).to.deep.equal([null, 'repeat', null]);
  });

  it('still leads on when the disk takes nothing, and the visits that are missing are counted', async () => {
    const { slug } = await buildTrackedLink();
    const folder = path.join(services.env.DATA_DIR, 'hits');
    await app.redirect.drain();
    await rm(folder, { recursive: true });
    const logged = sinon.spy(services.log, 'error');
    try {
      for (let n = 0; n < 3; n += 1) expect((await open(slug)).status).to.equal(302);
      expect(logged.calledOnce).to.equal(true);
    } finally {
      await mkdir(folder);
    }
    await open(slug);
    expect(await reasons()).to.deep.equal([null]);
    const november = { from: '2026-11-01', to: '2026-11-30' };
    expect(await lostVisits(november)).to.equal(3);
    expect(await lostVisits({ ...november, to: '2026-11-17' })).to.equal(0);
  });

  it('says in the organization’s look that the post was withdrawn, and leads on again when that is lifted', async () => {
    const { slug, labels } = await buildTrackedLink();
    const { postId } = labels;
    const target = 'https://example.com/corrected';
    await switchLinks(services, { postId, state: { revision: 2, switchedOff: 'withdrawn', target } });
    await news();
    const response = await open(slug);
    expect(response.status).to.equal(410);
    expect(response.text).to.contain('This was withdrawn').and.to.contain('Acme');
    expect(response.headers['cache-control']).to.equal('no-store');
    expect(await clicks()).to.deep.equal([]);
    await switchLinks(services, { postId, state: { revision: 3, switchedOff: null, target } });
    await news();
    expect((await open(slug)).headers.location).to.match(/^https:\/\/example\.com\/corrected\?utm_/);
  });

  it('that nobody made is answered with a page in the organization’s look', async () => {
    await buildTrackedLink();
    const response = await open('zzzzzzzzz');
    expect(response.status).to.equal(404);
    expect(response.text).to.contain('This link leads nowhere').and.to.contain('Acme');
  });

  it('answers other methods with those it knows', async () => {
    const { slug } = await buildTrackedLink();
    const { http } = createAgent(app);
    for (const method of ['post', 'put', 'delete', 'options'] as const) {
      const response = await http[method](`/l/${slug}`);
      expect(response.status).to.equal(405);
      expect(response.headers.allow).to.equal('GET, HEAD');
    }
    expect(await clicks()).to.deep.equal([]);
  });

  it('with a nonsensical name is refused without asking the database for it', async () => {
    await buildTrackedLink();
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // Sent as they stand: a client library would tidy them first.
    const statusOf = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ port, host: '127.0.0.1', path, agent: false }, (response) =>
          resolve(response.resume().statusCode),
        )
          .on('error', reject)
          .end();
      });
    const asked: string[] = [];
    mongoose.set('debug', (collection: string) => void asked.push(collection));
    try {
      const long = 'a'.repeat(10_000);
      for (const slug of [
        '%00',
        'abc%00234x',
        long,
        '%E0%A4%A',
        '%',
        '..%2f..%2fetc%2fpasswd',
        'ABC234XYZ',
        '$ne',
        '[$ne]=1',
        'abc234xy',
        'abc234xyzz',
      ])
        expect(await statusOf(`/l/${slug}`), slug.slice(0, 20)).to.be.oneOf([400, 404]);
      expect(await statusOf('/l/../../etc/passwd')).to.be.oneOf([400, 404]);
      expect(asked).not.to.include('trackedlinks');
      expect(await statusOf('/l/abc234xyz')).to.equal(404);
      expect(asked).to.include('trackedlinks');
    } finally {
      mongoose.set('debug', false);
      server.close();
    }
  });
});
