import { expect } from 'chai';
import mongoose from 'mongoose';
import { Webhook } from 'standardwebhooks';
import supertest from 'supertest';
import { createApp, type App } from '../../src/app.js';
import { makeApiKey, revokeApiKey, listApiKeys } from '../../src/conversions/api-key.model.js';
import { recentRefusals } from '../../src/conversions/refusal.model.js';
import { findImport } from '../../src/conversions/import/find-import.js';
import { makeWebhookSecret } from '../../src/conversions/webhook-secret.model.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { attributeAgain } from '../../src/conversions/attribute-again.js';
import { sumStatistics } from '../../src/statistics/sum-statistics.js';
import { updateConversionSettings } from '../../src/conversions/conversion-settings.model.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { browser, buildTrackedLink } from '../clicks/builders.js';
import { buildTriedImport } from './builders.js';

const site = 'https://www.acme.example';

describe('Telling a conversion', () => {
  before(useDatabase);
  const services = createTestServices({ envOverrides: { TRUST_PROXY: 1 } });
  let app: App;
  beforeEach(async () => {
    await emptyDatabase();
    app = createApp(services);
    await updateConversionSettings(services, { actor: 'operator', sites: ['acme.example'] });
  });
  const http = () => supertest(app);
  const kept = async () => Conversion.find().sort({ _id: 1 }).lean();
  const refusals = async () =>
    (await recentRefusals(services)).map(({ via, problem, times }) => [via, problem, times]);

  /** The id of a click, as the address says to which the link led. */
  async function click(): Promise<string> {
    const { slug } = await buildTrackedLink({ target: `${site}/jobs?id=7#apply` });
    const response = await http().get(`/l/${slug}`).set('User-Agent', browser);
    return new URL(response.headers.location!).searchParams.get('gs')!;
  }
  const beacon = (told: unknown, headers: Record<string, string> = {}) =>
    http()
      .post('/t')
      .set({ 'User-Agent': browser, Origin: site, 'Content-Type': 'text/plain;charset=UTF-8', ...headers })
      .send(typeof told === 'string' ? told : JSON.stringify(told));
  const call = (told: unknown, headers: Record<string, string>) =>
    http()
      .post('/api/conversions')
      .set({ 'Content-Type': 'application/json', ...headers })
      .send(typeof told === 'string' ? told : JSON.stringify(told));
  const admin = async () => (await findActivePerson((await buildUser({ roles: ['admin'] })).id))!;
  const withKey = async () => ({
    Authorization: `Bearer ${await makeApiKey(services, { name: 'CRM', actor: await admin() })}`,
  });

  it('from a visit to a number: the link’s address carries the click, the script tells it, statistics have it', async () => {
    const gs = await click();
    // The click is still on the disk.
    expect(
      (await beacon({ kind: 'sale', id: '4711', value: 1999, currency: 'EUR', clickIds: [gs] })).status,
    ).to.equal(204);
    expect((await kept())[0]).to.include({ because: 'unknown-click', via: 'script' });
    await app.redirect.drain();
    services.setNow(new Date(services.clock.now().getTime() + 10_000));
    await attributeAgain(services);
    await updateDailyStatistics(services);
    const days = { from: '2026-11-18', to: '2026-11-18', by: 'all' as const, currency: 'EUR' };
    expect((await sumStatistics(days))[0]).to.deep.include({
      clicks: 1,
      conversions: {},
      values: {},
      unverified: { sale: 1 },
      unverifiedValues: { sale: 1999 },
    });
  });

  describe('by the script', () => {
    it('is let in from the organization’s sites alone, and sets no cookie', async () => {
      const told = { kind: 'lead', id: '1', clickIds: [await click()] };
      await updateConversionSettings(services, {
        actor: 'operator',
        sites: ['acme.example', 'http://acme.example:8080'],
      });
      for (const origin of [site, 'https://acme.example', 'http://acme.example:8080'] as const) {
        const response = await beacon(told, { Origin: origin });
        expect(response.status).to.equal(204);
        expect(response.headers['access-control-allow-origin']).to.equal(origin);
        expect(response.headers).not.to.have.property('set-cookie');
      }
      const others = ['https://evil.example', 'https://notacme.example', 'null', ''];
      const otherPorts = ['http://acme.example', 'https://acme.example:8080', 'http://www.acme.example'];
      for (const origin of [...others, ...otherPorts]) {
        const response = await beacon({ ...told, id: '2' }, { Origin: origin });
        expect(response.status, origin).to.equal(403);
        expect(response.headers).not.to.have.property('access-control-allow-origin');
      }
      expect((await kept()).map(({ externalId }) => externalId)).to.deep.equal(['1']);
      expect(await refusals()).to.deep.equal([['script', 'conversions.refused-origin', 7]]);
      await updateConversionSettings(services, { actor: 'operator', sites: [] });
      expect((await beacon(told)).status, 'without any site').to.equal(403);
    });

    it('answers a browser that asks first', async () => {
      const ask = (origin: string) =>
        http().options('/t').set({ Origin: origin, 'Access-Control-Request-Method': 'POST' });
      const response = await ask(site);
      expect(response.status).to.equal(204);
      expect(response.headers).to.include({
        'access-control-allow-origin': site,
        'access-control-allow-methods': 'POST',
        'access-control-allow-headers': 'Content-Type',
      });
      expect((await ask('https://evil.example')).headers).not.to.have.property('access-control-allow-origin');
    });

    it('is answered in the same way whatever it is attributed to, and when it is known', async () => {
      const clickIds = [await click()];
      for (let n = 0; n < 2; n += 1)
        expect((await beacon({ kind: 'lead', id: '1', clickIds })).status).to.equal(204);
      expect(await kept()).to.have.length(1);
    });

    it('is refused with a plain reason when it can’t be used, and nothing is kept', async () => {
      const wrong: [unknown, number, RegExp][] = [
        ['', 400, /kind/],
        ['{', 400, /kind/],
        ['null', 400, /kind/],
        ['[]', 400, /./],
        [{ kind: 'purchase', id: '1' }, 400, /kind: The kind must be/],
        [{ kind: 'sale', id: '1', value: -1, currency: 'EUR' }, 400, /value: .*not negative/],
        [{ kind: 'sale', id: '1', value: '5', currency: 'EUR' }, 400, /value:/],
        [{ kind: 'sale', id: '1', value: 5, currency: 'XYZ' }, 400, /currency: .*ISO 4217/],
        [{ kind: 'sale', id: { $ne: 1 } }, 400, /id:/],
        [{ kind: 'sale', id: '1', clickIds: 'x' }, 400, /clickIds:/],
        [{ kind: 'sale', id: 'x'.repeat(10_000) }, 413, /too large/],
      ];
      for (const [told, status, text] of wrong) {
        const response = await beacon(told);
        expect(response.status, JSON.stringify(told).slice(0, 60)).to.equal(status);
        expect(response.text).to.match(text);
        expect(response.type).to.equal('text/plain');
      }
      expect((await beacon({}, { 'Content-Type': 'application/x-www-form-urlencoded' })).status).to.equal(
        415,
      );
      expect(await kept()).to.deep.equal([]);
    });

    it('is not kept when a machine sends it', async () => {
      expect((await beacon({ kind: 'lead', id: '1' }, { 'User-Agent': 'curl/8.5.0' })).status).to.equal(204);
      expect(await kept()).to.deep.equal([]);
    });

    it('is refused for a while to an address that tells too much, and to no other', async () => {
      const from = (ip: string) => beacon({ kind: 'lead', id: '1' }, { 'X-Forwarded-For': ip });
      const statuses: number[] = [];
      for (let n = 0; n < 61; n += 1) statuses.push((await from(`2001:db8::${n}`)).status);
      expect(statuses).to.deep.equal([...Array<number>(60).fill(204), 429]);
      expect((await from('2001:db8:0:1::1')).status).to.equal(204);
      expect((await from('192.0.2.1')).status).to.equal(204);
    });
  });

  describe('by a browser', () => {
    const pixel = (query: string, headers: Record<string, string> = {}) =>
      http()
        .get(`/p.gif?${query}`)
        .set({ 'User-Agent': browser, ...headers });

    it('is counted and not stored, and answered as any other, when anybody could have made up its click', async () => {
      const right = await click();
      const wrong = `${right.slice(0, 55)}${right.endsWith('0') ? '1' : '0'}`;
      const madeUp = [[], [right.slice(0, 24)], [wrong], [`${right}0`], ['0123456789abcdef01234567'], ['x']];
      const good = await beacon({ kind: 'lead', id: 'right', clickIds: [right] });
      for (const [n, clickIds] of madeUp.entries()) {
        const answer = await beacon({ kind: 'lead', id: `b${n}`, clickIds });
        expect([answer.status, answer.text, Object.keys(answer.headers)]).to.deep.equal([
          ...[good.status, good.text],
          Object.keys(good.headers),
        ]);
        await pixel(`kind=lead&id=p${n}&gs=${clickIds.join(',')}`);
      }
      expect((await kept()).map(({ externalId }) => externalId)).to.deep.equal(['right']);
      expect((await refusals()).sort()).to.deep.equal([
        ['pixel', 'conversions.because-no-click', 1],
        ['pixel', 'conversions.because-unknown-click', 5],
        ['script', 'conversions.because-no-click', 1],
        ['script', 'conversions.because-unknown-click', 5],
      ]);
    });

    it('is stored at most twenty times for one click and day', async () => {
      const clickIds = [await click()];
      for (let n = 0; n < 22; n += 1)
        expect((await beacon({ kind: 'lead', id: `b${n}`, clickIds })).status).to.equal(204);
      await pixel(`kind=lead&id=p&gs=${clickIds[0]}`);
      expect(await kept()).to.have.length(20);
      expect((await refusals()).map(([, problem, times]) => [problem, times])).to.deep.equal([
        ['conversions.refused-many', 2],
        ['conversions.refused-many', 1],
      ]);
    });

    it('is off while no site is configured, and never from a page of another site', async () => {
      const gs = await click();
      await pixel(`kind=lead&id=1&gs=${gs}`, { Referer: 'https://evil.example/' });
      await pixel(`kind=lead&id=1&gs=${gs}`, { Referer: 'http://www.acme.example/' });
      await updateConversionSettings(services, { actor: 'operator', sites: [] });
      expect((await pixel(`kind=lead&id=1&gs=${gs}`)).status).to.equal(200);
      expect((await beacon({ kind: 'lead', id: '1', clickIds: [gs] })).status).to.equal(403);
      expect(await kept()).to.deep.equal([]);
      await updateConversionSettings(services, { actor: 'operator', sites: ['acme.example'] });
      await pixel(`kind=lead&id=1&gs=${gs}`, { Referer: `${site}/thanks` });
      expect(await kept()).to.have.length(1);
    });
  });

  describe('by the pixel', () => {
    const load = (query: string, headers: Record<string, string> = {}) =>
      http()
        .get(`/p.gif?${query}`)
        .set({ 'User-Agent': browser, 'Sec-Fetch-Dest': 'image', ...headers });

    it('is attributed to the click it names', async () => {
      const gs = await click();
      await app.redirect.drain();
      const response = await load(`gs=${gs}&kind=application&id=A%201&value=0&currency=EUR`);
      expect([response.status, response.type, (response.body as Buffer).length]).to.deep.equal([
        200,
        'image/gif',
        43,
      ]);
      expect(response.headers).to.include({
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect(response.headers).not.to.have.property('set-cookie');
      const [one] = await kept();
      expect(one).to.include({ via: 'pixel', externalId: 'A 1', value: 0, because: null });
      expect(String(one!.clickId)).to.equal(gs.slice(0, 24));
    });

    it('answers with the image whatever is wrong, and what is refused is counted', async () => {
      for (const query of [
        '',
        'kind=sale',
        'kind=sale&id=1&value=-1&currency=EUR',
        'kind=sale&id=1&value=1e9&currency=EUR',
      ].concat([
        'kind=sale&id=1&value=5&currency=EURO',
        'kind=sale&kind=lead&id=1',
        'kind[$ne]=1&id=1',
        `id=1&kind=${'x'.repeat(5_000)}`,
      ])) {
        const response = await load(query);
        expect([response.status, (response.body as Buffer).length], query).to.deep.equal([200, 43]);
      }
      expect(await kept()).to.deep.equal([]);
      expect((await refusals()).reduce((sum, [, , times]) => sum + Number(times), 0)).to.equal(8);
    });

    it('loaded by a bot, ahead of time or by HEAD tells nothing', async () => {
      const told = `kind=lead&id=1&gs=${await click()}`;
      await load(told, { 'User-Agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' });
      await load(told, { 'User-Agent': '' });
      await load(told, { 'Sec-Purpose': 'prefetch' });
      await http().head(`/p.gif?${told}`).set('User-Agent', browser);
      expect(await kept()).to.deep.equal([]);
      await load(told);
      expect(await kept()).to.have.length(1);
    });
  });

  describe('by a server', () => {
    it('is known again when its id has half a character, and is never worth less than nothing', async () => {
      const key = await withKey();
      const gs = await click();
      await app.redirect.drain();
      const told = { kind: 'sale', externalId: 'A\ud800', value: 0, currency: 'EUR', clickIds: [gs] };
      const json = JSON.stringify(told).replace('"value":0', '"value":-0');
      expect((await call(json, key)).body).to.deep.equal({ outcome: 'attributed' });
      expect((await call(json, key)).body).to.deep.equal({ outcome: 'already-known' });
      expect((await kept()).map(({ value }) => Object.is(value, 0))).to.deep.equal([true]);
    });

    it('is answered with what came of it', async () => {
      const key = await withKey();
      const gs = await click();
      await app.redirect.drain();
      const told = { kind: 'sale', externalId: '4711', value: 1999, currency: 'EUR', clickIds: [gs] };
      const first = await call(told, key);
      expect([first.status, first.body]).to.deep.equal([201, { outcome: 'attributed' }]);
      const again = await call({ ...told, value: 5 }, key);
      expect([again.status, again.body]).to.deep.equal([200, { outcome: 'already-known' }]);
      const none = await call({ kind: 'lead', externalId: '1', clickId: '0123456789abcdef01234567' }, key);
      expect(none.status).to.equal(202);
      expect(none.body).to.include({ outcome: 'unattributed', because: 'unknown-click' });
      expect((await kept()).map(({ via, value }) => [via, value])).to.deep.equal([
        ['server', 1999],
        ['server', null],
      ]);
    });

    it('is the same conversion however its id, kind and currency are written, as by every other way', async () => {
      const key = await withKey();
      const gs = await click();
      await app.redirect.drain();
      const told = {
        kind: 'service-contact',
        externalId: '4711',
        value: 1999,
        currency: 'EUR',
        clickIds: [gs],
      };
      expect((await call(told, key)).body).to.deep.equal({ outcome: 'attributed' });
      const ids = [' 4711', '4711 ', '\t4711\r\n', '\u00a04711\u00a0', '\ufeff4711'];
      for (const externalId of ids) {
        const same = { kind: ' Service Contact', externalId, value: 1999, currency: ' eur\n' };
        expect((await call({ ...same, clickIds: [` ${gs}\n`] }, key)).body).to.deep.equal({
          outcome: 'already-known',
        });
      }
      expect((await call({ ...told, externalId: ' \t ' }, key)).status).to.equal(400);
      const text = ids.map((id) => `"${id}";"SERVICE CONTACT";${gs};2026-11-18 10:00`).join('\n');
      const columns = { externalId: '0', kind: '1', clickId: '2', at: '3' };
      const importId = await buildTriedImport(services, `Id;Kind;Click;Time\n${text}`, columns);
      expect((await findImport(acting('admin'), importId)).counts).to.deep.equal({
        'already-known': 1,
        doubled: 4,
        wrong: 0,
      });
      const [one, ...more] = await kept();
      expect(more).to.deep.equal([]);
      expect(one).to.include({ kind: 'service-contact', externalId: '4711', currency: 'EUR' });
    });

    it('may name the link and say when it happened', async () => {
      const { slug } = await buildTrackedLink();
      await http().get(`/l/${slug}`).set('User-Agent', browser);
      await app.redirect.drain();
      const later = new Date(services.clock.now().getTime() + 60_000).toISOString();
      expect(
        (await call({ kind: 'lead', externalId: '1', slug, at: later }, await withKey())).status,
      ).to.equal(201);
      expect((await kept())[0]!.at.toISOString()).to.equal(later);
    });

    it('is refused with a message for each field', async () => {
      const key = await withKey();
      const wrong: [unknown, string[]][] = [
        [{}, ['kind', 'externalId']],
        [null, ['kind', 'externalId']],
        ['"text"', ['form']],
        [{ kind: 'sale', externalId: '1', value: -5, currency: 'EUR' }, ['value']],
        [{ kind: 'sale', externalId: '1', value: 1e13, currency: 'EUR' }, ['value']],
        [{ kind: 'sale', externalId: '1', value: 5, currency: 'ABC' }, ['currency']],
        [{ kind: 'sale', externalId: '1', at: 'yesterday' }, ['at']],
        [{ kind: 'sale', externalId: '1', at: '2030-01-01T00:00:00Z' }, ['at']],
        [{ kind: 'sale', externalId: '1', at: '2020-01-01T00:00:00Z' }, ['at']],
        [{ kind: 'sale', externalId: 7 }, ['externalId']],
        [{ kind: 'sale', externalId: '1', clickIds: [{ $ne: 1 }] }, ['clickIds.0']],
      ];
      for (const [told, fields] of wrong) {
        const response = await call(told, key);
        expect(response.status, JSON.stringify(told)).to.equal(400);
        expect(Object.keys((response.body as { errors: object }).errors)).to.deep.equal(fields);
      }
      expect(await kept()).to.deep.equal([]);
    });

    it('can be a list of up to a hundred, each with an outcome of its own', async () => {
      const key = await withKey();
      const list = [
        { kind: 'lead', externalId: '1' },
        { kind: 'lead', externalId: '1' },
        { kind: 'lead', externalId: '' },
      ];
      const response = await call(list, key);
      expect(response.status).to.equal(207);
      const { results } = response.body as { results: { status: number; outcome: string }[] };
      expect(results.map(({ status }) => status)).to.deep.equal([202, 200, 400]);
      for (const size of [0, 101]) {
        const refused = await call(
          Array.from({ length: size }, (_, n) => ({ kind: 'lead', externalId: `x${n}` })),
          key,
        );
        expect(refused.status).to.equal(400);
      }
      expect(await kept()).to.have.length(1);
    });

    it('a hundred in one call, told or refused, cost a handful of database calls', async () => {
      const key = await withKey();
      const gs = await click();
      await app.redirect.drain();
      const { slug } = await buildTrackedLink();
      const list = Array.from({ length: 100 }, (_, n) => ({
        kind: n % 10 === 9 ? 'purchase' : 'sale',
        externalId: `x${n}`,
        ...(n % 2 ? { clickIds: [gs] } : { slug }),
      }));
      await call({ ...list[0], externalId: 'first' }, key);
      const calls: string[] = [];
      mongoose.set('debug', (collection: string, method: string) => calls.push(`${collection}.${method}`));
      const response = await call(list, key);
      mongoose.set('debug', false);
      expect(response.status).to.equal(207);
      expect(await kept()).to.have.length(91);
      expect(calls, calls.join()).to.have.length.within(1, 16);
    });

    it('needs a key that is known and was not revoked', async () => {
      const told = { kind: 'lead', externalId: '1' };
      const key = await withKey();
      for (const headers of [{}, { Authorization: 'Bearer gsk_guess' }, { Authorization: 'Basic abc' }])
        expect((await call(told, headers as Record<string, string>)).status).to.equal(401);
      expect((await listApiKeys())[0]!.lastUsedAt).to.equal(null);
      expect((await call(told, key)).status).to.equal(202);
      const [known] = await listApiKeys();
      expect(known!.lastUsedAt).not.to.equal(null);
      await revokeApiKey(services, { keyId: known!.id, actor: await admin() });
      expect((await call({ ...told, externalId: '2' }, key)).status).to.equal(401);
      expect(await kept()).to.have.length(1);
    });

    it('can be signed instead; a forged or old signature is refused', async () => {
      const told = JSON.stringify({ kind: 'lead', externalId: '1' });
      const now = new Date();
      const signed = (secret: string, body = told, at = now) => ({
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
      });
      const anySecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      expect((await call(told, signed(anySecret))).status, 'before there is a secret').to.equal(401);
      const former = await makeWebhookSecret(services, { actor: await admin() });
      const secret = await makeWebhookSecret(services, { actor: await admin() });
      const old = new Date(now.getTime() - 301_000);
      const good = signed(secret);
      const forged: Record<string, string>[] = [
        signed(anySecret),
        signed(former),
        signed(secret, told.replace('lead', 'sale')),
        signed(secret, told, old),
        signed(secret, told, new Date(now.getTime() + 400_000)),
        { ...good, 'webhook-id': 'msg_2' },
        { ...good, 'webhook-timestamp': String(Math.floor(old.getTime() / 1000)) },
        { ...good, 'webhook-timestamp': 'now' },
        { ...good, 'webhook-signature': 'v1' },
        { ...good, 'webhook-signature': 'v2,abc v1,, ' },
        { 'webhook-id': 'msg_1' },
        { ...signed(anySecret), ...(await withKey()) },
      ];
      for (const headers of forged)
        expect((await call(told, headers)).status, JSON.stringify(headers)).to.equal(401);
      expect(await kept()).to.deep.equal([]);
      expect((await call(told, good)).status).to.equal(202);
      expect((await call(told, good)).body, 'replayed within its time').to.deep.equal({
        outcome: 'already-known',
      });
      expect(await kept()).to.have.length(1);
    });

    it('must be JSON of a size that can be, and be posted', async () => {
      const key = await withKey();
      expect((await call('{', key)).status).to.equal(400);
      expect(
        (await call('kind=lead', { ...key, 'Content-Type': 'application/x-www-form-urlencoded' })).status,
      ).to.equal(415);
      const large = await call(JSON.stringify([{ kind: 'lead', externalId: 'x'.repeat(1_000_000) }]), key);
      expect([large.status, large.type]).to.deep.equal([413, 'application/problem+json']);
      expect((await http().get('/api/conversions')).status).to.equal(405);
      expect(await kept()).to.deep.equal([]);
    });
  });

  it('a script is served that is small, kept for a day, and may be loaded by every site', async () => {
    const response = await http().get('/t.js');
    expect(response.status).to.equal(200);
    expect(Buffer.byteLength(response.text)).to.be.lessThan(1_024);
    expect(response.type).to.equal('text/javascript');
    expect(response.headers).to.include({
      'cache-control': 'public, max-age=86400',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(response.headers).not.to.have.property('set-cookie');
  });
});
