import { readdirSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp, type App } from '../../src/app.js';
import { User } from '../../src/people/user.model.js';
import { isSignedIn } from '../../src/sign-in/index.js';
import { sendAccountMails } from '../support/send-mails.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { dataDir, emptyDatabase, useDatabase } from '../support/database.js';
import { listen } from '../support/listen.js';
import { madeUpAddress, routesOf } from '../support/routes.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

const times = samples(8, 100);
const megabyte = 1024 * 1024;

/** How many documents each collection holds. */
async function countAll(): Promise<Record<string, number>> {
  const collections = await mongoose.connection.db!.collections();
  const counts = await Promise.all(
    collections.map(async (one) => [one.collectionName, await one.countDocuments()] as const),
  );
  return Object.fromEntries(counts);
}

/** Bytes of everything in the data directory: the embedded store, the outbox, the journal. */
const sizeOfData = () =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);

describe('What a stranger sends', () => {
  const services = createTestServices();
  let app: App;
  let server: http.Server;
  let address: string;
  const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 10 });

  before(useDatabase);
  before(emptyDatabase);
  before(async () => {
    await buildUser();
    app = createApp(services);
    server = http.createServer(app);
    address = await listen(server);
  });
  after(() => {
    keepAlive.destroy();
    server.close();
  });

  /** Resolves with the status; also when the answer comes before all of the body has left. */
  const send = (method: string, to: string, body: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const request = http.request(new URL(to, address), { method, agent: keepAlive, headers });
      let status = 0;
      request.on('response', (response) => {
        status = response.statusCode!;
        response.resume().on('end', () => resolve(status));
      });
      request.on('error', (error) => (status ? resolve(status) : reject(error)));
      request.end(body);
    });

  it('stores nothing, however much and often it is sent to pages behind the sign-in and unknown ones', async function () {
    this.timeout(600_000);
    const guarded = routesOf(app).filter(({ action }) => action && !['anyone', 'outside'].includes(action));
    const targets = [...new Set(guarded.map(({ path }) => madeUpAddress(path))), '/unknown', '/un/known'];
    expect(targets.length).to.be.greaterThan(40);
    const type = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const form = (to: string, length: number) => `_page=${to}&text=`.padEnd(length, 'x');
    const [documents, bytes] = [await countAll(), sizeOfData()];
    for (const to of targets) {
      const statuses = new Set<number>();
      for (let n = 0; n < times; n += 20)
        for (const status of await Promise.all(
          Array.from({ length: 20 }, async (_, m) => {
            const long = form(to, 100 * 1024);
            // As many that are read: short enough.
            const body = m % 2 ? long : form(to, 15 * 1024);
            return [
              await send('GET', to, '', {}),
              await send('POST', to, body, { ...type, 'Content-Length': String(body.length) }),
            ];
          }),
        ))
          for (const one of status) statuses.add(one);
      expect(
        [...statuses].filter((status) => status < 300 || status >= 500),
        to,
      ).to.deep.equal([]);
    }
    expect(await countAll()).to.deep.equal(documents);
    expect(sizeOfData() - bytes).to.be.lessThan(megabyte);
  });

  it('leaves counts and no more on all pages that are open to everybody, with forms of ours and without', async function () {
    this.timeout(300_000);
    const open = routesOf(app).filter(({ action }) => action === 'anyone' || action === 'outside');
    const targets = [...new Set(open.map(({ path }) => madeUpAddress(path)))];
    expect(targets.length).to.be.greaterThan(10);
    const browser = createAgent(app);
    await browser.visit('/sign-in');
    const _csrf = browser.page('[name=_csrf]').first().val() as string;
    const cookies = browser.http.jar
      .getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false })
      .toValueString();
    const [documents, bytes] = [await countAll(), sizeOfData()];
    let sequence = 0;
    for (const to of targets)
      for (let n = 0; n < 10; n += 1) {
        const email = `nobody-${(sequence += 1)}@example.com`;
        const fields = { _csrf, _page: to, email, password: 'guess', name: 'x'.repeat(10_000) };
        const json = JSON.stringify({ kind: 'sale', externalId: email, clickIds: [email], slug: 'made-up' });
        const statuses = [
          await send('GET', to, '', {}),
          await send('POST', to, new URLSearchParams(fields).toString(), {
            'Content-Type': 'application/x-www-form-urlencoded',
            Cookie: cookies,
          }),
          await send('POST', to, json, { 'Content-Type': 'application/json' }),
          await send('POST', to, 'x'.repeat(300_000), { 'Content-Type': 'text/plain' }),
        ];
        expect(
          statuses.filter((status) => status === 500),
          to,
        ).to.deep.equal([]);
      }
    // Mails for a new password wait for nobody: the job finds that no such person is here.
    await sendAccountMails(services);
    const after = await countAll();
    const { attempts = 0, conversionrefusals = 0 } = after;
    expect({ ...after, attempts, conversionrefusals }).to.deep.equal({
      ...documents,
      attempts,
      conversionrefusals,
    });
    // One for each day, way and problem.
    expect(conversionrefusals).to.be.below(20);
    // For each address that was tried: at most its own count and, once slowed, its turn, for signing in and for a new password.
    expect(attempts - (documents.attempts ?? 0)).to.be.below(4 * sequence + 10);
    expect(sizeOfData() - bytes).to.be.lessThan(megabyte);
  });

  it('stores nothing when it looks like a file, and is not read', async () => {
    const documents = await countAll();
    const boundary = 'x';
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${'a'.repeat(100_000)}\r\n--${boundary}--\r\n`;
    for (const to of ['/admin/conversions/import/file', '/admin/conversions/import', '/unknown'])
      expect(
        await send('POST', to, body, { 'Content-Type': `multipart/form-data; boundary=${boundary}` }),
      ).to.be.oneOf([303, 404]);
    expect(await countAll()).to.deep.equal(documents);
  });

  it('is refused when it names no path', async () => {
    const { hostname, port } = new URL(address);
    const status = await new Promise<number | undefined>((resolve, reject) =>
      http
        .request({ method: 'OPTIONS', path: '*', hostname, port }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
        .on('error', reject)
        .end(),
    );
    expect(status).to.equal(400);
  });

  it('is read up to 16 KB, of somebody signed in up to 512 KB', async () => {
    const post = (cookies: string, length: number) => {
      const body = '_page=/account&name='.padEnd(length, 'x');
      return send('POST', '/account', body, {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': String(length),
        Cookie: cookies,
      });
    };
    expect(await post('', 16 * 1024)).to.equal(303);
    expect(await post('', 16 * 1024 + 1)).to.be.oneOf([400, 413]);
    const agent = await signedIn(app);
    await agent.visit('/account');
    const cookies = agent.http.jar
      .getCookies({ path: '/', domain: '127.0.0.1', secure: false, script: false })
      .toValueString();
    // Read, and refused only because the form carries no token.
    expect(await post(cookies, 500 * 1024)).to.equal(403);
    expect(await post(cookies, 513 * 1024)).to.be.oneOf([400, 413]);

    // Their session ended, and they may come back.
    expect(await isSignedIn(services, app.redirect.sessions, cookies)).to.equal(true);
    await User.updateOne({ _id: agent.user.id }, { $inc: { sessionVersion: 1 } });
    expect(await isSignedIn(services, app.redirect.sessions, cookies)).to.equal(false);
    expect(await post(cookies, 500 * 1024)).to.equal(303);
    // Their access ended: they are strangers.
    await User.updateOne({ _id: agent.user.id }, { $set: { status: 'deactivated' } });
    expect(await post(cookies, 16 * 1024 + 1)).to.be.oneOf([400, 413]);
    for (const other of ['', 'groundswell=s:made-up.signature', cookies.replace(/s%3A/, 's%3Ax')])
      expect(await isSignedIn(services, app.redirect.sessions, other), other).to.equal(false);
  });

  it('opens no session on pages that need no sign-in, and gets a cookie only with a form', async () => {
    const { email } = await buildUser();
    const documents = await countAll();
    const agent = createAgent(app);
    for (const page of ['/', '/unknown', '/set-up/made-up', '/invitation/made-up', '/reset-password/made-up'])
      expect((await agent.visit(page)).headers, page).not.to.have.property('set-cookie');
    for (let n = 0; n < times; n += 1) await createAgent(app).visit('/sign-in');
    await agent.visit('/sign-in');
    await agent.submit({ email: '', password: '' });
    expect(await countAll()).to.deep.equal(documents);
    for (let n = 0; n < 3; n += 1) {
      await agent.visit('/forgotten-password');
      await agent.submit({ email });
      expect(
        agent.http.jar.getCookie('groundswell-flash', {
          path: '/',
          domain: '127.0.0.1',
          secure: false,
          script: false,
        }),
      ).to.be.an('object');
    }
    await sendAccountMails(services);
    const after = await countAll();
    expect(after).to.include({ sessions: documents.sessions, singleuselinks: 1 });
  });
});
