import { mkdtemp, readdir, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient, type Db } from 'mongodb';
import { gateway } from '../support/gateway.js';
import { freePort, killAll, run } from '../support/process.js';
import { samples } from '../support/samples.js';
import { browser } from './builders.js';

/** More of them at night: `KILLS=20 AWAY=60`. */
const kills = Number(process.env.KILLS ?? samples(1));
const secondsAway = Number(process.env.AWAY ?? 3);
const slug = '23456789a';

/** Endless visitors; the referrer of each contains its number. Those that were redirected are in `ledOn`. */
function visit(port: number, first = 0) {
  const agent = new http.Agent({ keepAlive: true });
  const ledOn = new Set<number>();
  let [next, stopped] = [first, false];
  const once = (n: number) =>
    new Promise<void>((resolve) => {
      const headers = {
        'user-agent': browser,
        referer: `https://n${n}.example/`,
        'x-forwarded-for': `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`,
      };
      const request = http.get({ port, host: '127.0.0.1', path: `/l/${slug}`, agent, headers }, (answer) => {
        if (answer.statusCode === 302) ledOn.add(n);
        answer.resume().once('close', resolve);
      });
      // The server was killed.
      request.once('error', () => void wait(50).then(resolve));
    });
  const clients = Array.from({ length: 16 }, async () => {
    while (!stopped) {
      await once((next += 1));
      // Each visit costs its way to the totals; a few hundred show as much as thousands.
      await wait(20);
    }
  });
  return {
    ledOn,
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      agent.destroy();
    },
  };
}

describe('A visitor who was led on', function () {
  this.timeout((kills * 30 + secondsAway + 120) * 1000);
  let dataDir: string;
  let port: number;
  let store: ReturnType<typeof run> | undefined;
  let client: MongoClient;
  let db: Db;
  let uri: string;

  before(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'groundswell-hits-'));
    port = await freePort();
    uri = process.env.MONGODB_URI ?? (await startStore());
    const named = new URL(uri);
    named.pathname = `/groundswell_hits_${process.pid}`;
    uri = named.href;
    client = await MongoClient.connect(uri);
    db = client.db();
    await db.collection('organizations').insertOne({ only: true, name: 'Acme', timeZone: 'Europe/Berlin' });
    await db.collection('trackedlinks').insertOne({
      slug,
      target: 'https://example.com/',
      shareId: 'a',
      campaign: '',
      labels: { postId: 'a', advocateId: 'a', teamId: null, network: 'x' },
      createdAt: new Date('2026-11-01'),
      changedAt: new Date('2026-11-01'),
      switchedOff: null,
    });
  });
  after(async () => {
    await db?.dropDatabase();
    await client?.close();
    await store?.stop();
    killAll();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function startStore(): Promise<string> {
    store = run('src/cli/store.ts', [], { DATA_DIR: path.join(dataDir, 'store') });
    await store.prints(/mongodb:\S+\n/);
    return /mongodb:\S+/.exec(store.output())![0];
  }

  const serve = async (databaseUri: string, at = port) => {
    const env = {
      DATA_DIR: dataDir,
      PORT: String(at),
      MONGODB_URI: databaseUri,
      LOG_LEVEL: 'info',
      TRUST_PROXY: '1',
    };
    const server = run('src/server.ts', ['--web'], env);
    await server.prints(/Groundswell is at/);
    return server;
  };

  /** Waits until the disk holds no hit any more, and compares. */
  async function expectEachOnce(
    ledOn: Set<number>,
    sent: 'some lost their answer' | 'all answered',
  ): Promise<void> {
    const hits = path.join(dataDir, 'hits');
    while ((await readdir(hits)).some((name) => !name.endsWith('.open'))) await wait(100);
    await wait(1_000);
    while ((await readdir(hits)).length) await wait(100);
    const clicks = await db.collection('clicks').find().project({ referrerHost: 1 }).toArray();
    const numbers = clicks.map(({ referrerHost }) =>
      Number(/^n(\d+)\.example$/.exec(String(referrerHost))![1]),
    );
    expect(new Set(numbers).size, 'visits kept twice').to.equal(numbers.length);
    const kept = new Set(numbers);
    expect([...ledOn].filter((n) => !kept.has(n))).to.deep.equal([]);
    if (sent === 'all answered') expect(kept.size).to.equal(ledOn.size);
    expect(ledOn.size).to.be.greaterThan(100);
    await db.collection('clicks').deleteMany({});
  }

  it('is a click, once, however often the server is killed', async () => {
    let server = await serve(uri);
    const visitors = visit(port);
    for (let n = 0; n < kills; n += 1) {
      await wait(500 + Math.random() * 1_000);
      server.child.kill('SIGKILL');
      await server.exit;
      server = await serve(uri);
    }
    await wait(500);
    await visitors.stop();
    await expectEachOnce(visitors.ledOn, 'some lost their answer');
    expect(await server.stop()).to.equal(0);
  });

  it('is a click, once, also when the database was away meanwhile', async () => {
    const database = await gateway(uri);
    const server = await serve(database.uri);
    const visitors = visit(port);
    await wait(500);
    database.goAway();
    const before = visitors.ledOn.size;
    await wait(secondsAway * 1000);
    const meanwhile = visitors.ledOn.size - before;
    database.comeBack();
    await wait(500);
    await visitors.stop();
    expect(meanwhile, 'led on while the database was away').to.be.greaterThan(100);
    await expectEachOnce(visitors.ledOn, 'all answered');
    expect(await server.stop()).to.equal(0);
    database.close();
  });

  it('is in the totals once, with two servers and two workers on one database, one server killed', async () => {
    const ports = [port, await freePort()];
    const [first, second] = await Promise.all(ports.map((each) => serve(uri, each)));
    const env = { DATA_DIR: dataDir, MONGODB_URI: uri };
    const workers = [1, 2].map(() => run('jobs/worker.ts', [], env));
    const visitors = ports.map((each, n) => visit(each, n * 10_000_000));
    await wait(2_000);
    first!.child.kill('SIGKILL');
    await wait(1_000);
    await Promise.all(visitors.map((each) => each.stop()));
    const ledOn = new Set(visitors.flatMap((each) => [...each.ledOn]));
    const total = async () => {
      const rows = await db.collection('dailystatistics').find().toArray();
      return rows.reduce((sum, { clicks }) => sum + Number(clicks), 0);
    };
    // Some of the killed server's last visits were kept without an answer.
    while ((await readdir(path.join(dataDir, 'hits'))).length) await wait(100);
    while (await db.collection('clicks').countDocuments({ tallied: false })) await wait(100);
    expect(await total()).to.equal(await db.collection('clicks').countDocuments({ counted: true }));
    await expectEachOnce(ledOn, 'some lost their answer');
    for (const each of [second!, ...workers]) await each.stop();
  });
});
