import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { freePort, killAll, run } from './support/process.js';

const serve = (dataDir: string, port: number, args: string[] = [], env: Record<string, string> = {}) =>
  run('src/server.ts', args, { DATA_DIR: dataDir, PORT: String(port), ...env });

const status = async (port: number, page: string) => (await fetch(`http://localhost:${port}${page}`)).status;

describe('The server', function () {
  this.timeout(180_000);
  let folder: string;
  let dataDir: string;
  let port: number;
  let unanswered: ReturnType<typeof run>;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-server-'));
    port = await freePort();
    // Begun early: it waits ten seconds for an answer.
    unanswered = serve(folder, port, [], { MONGODB_URI: `mongodb://me:secret@127.0.0.1:${port}/x` });
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(folder, 'data-'));
    port = await freePort();
  });
  after(async () => {
    killAll();
    await rm(folder, { recursive: true, force: true });
  });

  it('names every problem of the environment at once and ends', async () => {
    const server = serve(dataDir, port, [], { PORT: 'abc', SMTP_URL: 'relay', LOG_LEVEL: 'loud' });
    expect(await server.exit).to.equal(1);
    for (const name of ['PORT', 'SMTP_URL', 'LOG_LEVEL']) expect(server.output()).to.contain(`${name}: `);
  });

  it('leaves the set-up link in a file and out of its log, says that it is ready, and lets no second process at its data', async () => {
    const server = serve(dataDir, port);
    await server.prints(/set-up-link/);
    expect(await status(port, '/healthz')).to.equal(200);
    expect(await status(port, '/readyz')).to.equal(200);
    const file = path.join(dataDir, 'set-up-link');
    const link = new URL((await readFile(file, 'utf8')).trim()).pathname;
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    expect(await status(port, link)).to.equal(200);
    expect(server.output()).not.to.contain(link.split('/').pop());

    const [sameData, samePort] = [serve(dataDir, await freePort()), serve(`${dataDir}-other`, port)];
    expect(await sameData.exit).to.equal(1);
    expect(sameData.output())
      .to.contain('Another process is using the data directory')
      .and.not.contain('    at ');
    expect(await samePort.exit).to.equal(1);
    expect(samePort.output()).to.contain(`Port ${port} is in use`).and.not.contain('    at ');
    expect(await server.stop()).to.equal(0);
  });

  it('finds its pages, styles, .env and data whatever the working directory is', async () => {
    const server = run('src/server.ts', ['--web'], { DATA_DIR: dataDir, PORT: String(port) }, folder);
    await server.prints(/set-up/);
    expect(await status(port, '/sign-in')).to.equal(200);
    expect(await status(port, '/css/groundswell.css')).to.equal(200);
    expect(await server.stop()).to.equal(0);
  });

  it('lets a request that is on its way finish before it ends', async () => {
    const server = serve(dataDir, port, ['--web']);
    await server.prints(/set-up/);
    const body = '_csrf=none&email=a';
    const socket = connect(port, 'localhost');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const head = [
      'POST /sign-in HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/x-www-form-urlencoded',
    ];
    socket.write([...head, `Content-Length: ${body.length}`, '', body.slice(0, 6)].join('\r\n'));
    await wait(300);
    const exit = server.stop();
    await wait(500);
    socket.write(body.slice(6));
    await closed;
    expect(answer).to.match(/^HTTP\/1\.1 403 /);
    expect(await exit).to.equal(0);
  });

  it('is alive but not ready while the database is down, and waits for no slow body of who asks', async () => {
    const store = run('src/cli/store.ts', [], { DATA_DIR: dataDir });
    await store.prints(/mongodb:\S+\n/);
    const uri = /mongodb:\S+/.exec(store.output())![0];
    const server = serve(`${dataDir}-web`, port, ['--web'], { MONGODB_URI: uri });
    await server.prints(/set-up/);
    expect(await status(port, '/readyz')).to.equal(200);
    const slow = connect(port, 'localhost');
    const closed = new Promise((resolve) => slow.on('error', () => undefined).once('close', resolve));
    slow.write('POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n');
    slow.resume();
    store.child.kill('SIGKILL');
    await store.exit;
    expect(await status(port, '/readyz')).to.equal(503);
    expect(await status(port, '/healthz')).to.equal(200);
    await closed;
  });

  it('says when the database does not answer, without its password', async () => {
    expect(await unanswered.exit).to.equal(1);
    expect(unanswered.output()).to.contain('The database does not answer').and.not.contain('secret');
  });

  it('makes the demo again after it was killed half-way, once, and uses half a sample for nothing else', async () => {
    const killed = serve(dataDir, port, ['--demo']);
    await killed.prints(/Making the sample organization/);
    await shared(dataDir);
    killed.child.kill('SIGKILL');
    await killed.exit;

    const plain = serve(dataDir, port);
    expect(await plain.exit).to.equal(1);
    expect(plain.output()).to.contain('npm run demo');

    const stopped = serve(dataDir, port, ['--demo']);
    await stopped.prints(/Password for each of them: \S+/);
    expect(stopped.output()).to.match(/advocate +amara@marram-ferries\.example/);
    // Pages can be used before all results are there, and say so.
    expect(await (await fetch(`http://localhost:${port}/sign-in`)).text()).to.contain('still being loaded');
    expect(await stopped.stop()).to.equal(0);
    expect(stopped.output()).not.to.contain('are complete');

    const demo = serve(dataDir, port, ['--demo']);
    await demo.prints(/The results of the past year are complete/);
    const page = await (await fetch(`http://localhost:${port}/sign-in`)).text();
    expect(page).to.contain('sample organization').and.not.contain('still being loaded');
    expect(await demo.stop()).to.equal(0);

    const again = serve(dataDir, port, ['--demo']);
    await again.prints(/Password for each of them: \S+/);
    expect(again.output()).not.to.contain('Making');
    expect(await again.stop()).to.equal(0);
  });
});

/** Resolves once the first share stands in the store of this folder. */
async function shared(dataDir: string): Promise<void> {
  const uri = (await readFile(path.join(dataDir, 'embedded-mongo.uri'), 'utf8')).trim();
  const client = await MongoClient.connect(uri);
  while (!(await client.db().collection('shares').countDocuments())) await wait(20);
  await client.close(true);
}
