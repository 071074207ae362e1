import { chown, mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { systemClock } from '../src/platform/clock.js';
import { readLastBackup } from '../src/platform/data/last-backup.js';
import { isRootInForeignFolder } from '../src/cli/refuse-root.js';
import { dataDir } from './support/database.js';
import { killAll, run } from './support/process.js';

describe('npm run store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(dataDir, 'store-'));
  });
  afterEach(killAll);

  const store = (args: string[], env: Record<string, string> = {}) =>
    run('src/cli/store.ts', args, { DATA_DIR: folder, ...env });

  /** A store that is served, and a client of it. */
  async function serve() {
    const server = store([], { EMBEDDED_MONGO_TEST_COMMANDS: '1' });
    await server.prints(/^mongodb:.*\n/m);
    return { server, client: await MongoClient.connect(server.output().trim()) };
  }

  const foldersInWork = async () =>
    (await readdir(folder)).filter((name) => name.includes('.unfinished-')).sort();

  it('lets a client make commands fail when its environment says so', async () => {
    const { server, client } = await serve();
    const admin = client.db('admin');
    const data = { failCommands: ['ping'], errorCode: 123 };
    await admin.command({ configureFailPoint: 'failCommand', mode: { times: 1 }, data });
    const failed = await admin.command({ ping: 1 }).catch((error: unknown) => error);
    expect(failed).to.have.property('code', 123);
    expect(await admin.command({ ping: 1 })).to.include({ ok: 1 });
    await client.close();
    await server.stop();
  });

  for (const [signal, args] of [
    ['SIGINT', ['backup', 'FILE']],
    ['SIGTERM', ['export', 'FILE']],
    ['SIGHUP', ['copy', '--to', 'mongodb://127.0.0.1:1/groundswell']],
  ] as const)
    it(`leaves no copy of a running store when ${args[0]} is ended by ${signal}`, async () => {
      const { client } = await serve();
      const data = { failCommands: ['groundswellBackup'], blockConnection: true, blockTimeMS: 60_000 };
      await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'alwaysOn', data });
      const file = path.join(folder, 'a-file');
      const command = store(args.map((arg) => (arg === 'FILE' ? file : arg)));
      const isCopying = async () => (await foldersInWork()).some((name) => name.startsWith('backup.'));
      while (!(await isCopying())) await wait(20);
      for (const name of await foldersInWork()) await writeFile(path.join(folder, name, 'data.mdb'), 'half');
      command.child.kill(signal);
      await command.exit;
      // As a shell reports it: 128 and the number of the signal.
      expect(command.child.signalCode).to.equal(signal);
      expect((await readdir(folder)).sort()).to.deep.equal(['embedded-mongo.uri', 'store']);
      await client.close();
    });

  it('records when a backup was made, for the page of admins', async () => {
    const { server, client } = await serve();
    await client.close();
    await server.stop();
    expect(await readLastBackup(folder)).to.equal(null);
    const before = systemClock.now();
    expect(await store(['backup', path.join(folder, 'a-file')]).exit).to.equal(0);
    expect((await readLastBackup(folder))!.getTime()).to.be.at.least(before.getTime());
  });

  it('leaves no copy of a store that does not run when backup is ended', async () => {
    const { server, client } = await serve();
    await client.close();
    await server.stop();
    const command = store(['backup', path.join(folder, 'a-file')]);
    while (!(await foldersInWork()).length) await wait(5);
    command.child.kill('SIGTERM');
    await command.exit;
    expect(command.child.signalCode).to.equal('SIGTERM');
    expect(await readdir(folder))
      .to.include('store')
      .and.not.include('a-file');
    expect(await foldersInWork()).to.deep.equal([]);
  });

  it('deletes copies of commands that were killed more than a day ago, and nothing else', async () => {
    const { server, client } = await serve();
    await client.close();
    await server.stop();
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    const make = async (name: string, changed = new Date()) => {
      await mkdir(path.join(folder, name));
      await writeFile(path.join(folder, name, 'data.mdb'), 'half');
      await utimes(path.join(folder, name), changed, changed);
    };
    const others = ['backup.unfinished-new123', 'backup-monday', 'backups', 'hits'];
    await make('backup.unfinished-new123');
    for (const name of [...others.slice(1), 'backup.unfinished-abc123', 'copy.unfinished-abc123'])
      await make(name, yesterday);
    await make('old.backup.unfinished-abc123', yesterday);
    await make('store.unfinished', yesterday);
    const command = store(['backup', path.join(folder, 'a-file')]);
    expect(await command.exit, command.output()).to.equal(0);
    expect((await readdir(folder)).sort()).to.deep.equal(
      [...others, 'a-file', 'last-backup', 'store'].sort(),
    );
  });

  it('refuses root, and no other user, on the data folder of another user, and writes nothing', async () => {
    const isRoot = process.getuid!() === 0;
    if (isRoot) await chown(folder, 65_534, 65_534);
    const commands = [
      ...[['stats'], ['check'], ['backup', 'b'], ['export', 'e'], ['import', folder]].map((args) =>
        store(args),
      ),
      run('src/cli/migrate.ts', [], { DATA_DIR: folder }),
    ];
    for (const command of commands) {
      const code = await command.exit;
      expect(command.output().includes("sudo -u '#65534' npm run"), command.output()).to.equal(isRoot);
      expect(command.output()).to.not.contain('    at ');
      if (isRoot) expect(code).to.equal(1);
    }
    expect((await readdir(folder)).length === 0).to.equal(isRoot);
  });
});

describe('A command on a data folder', () => {
  it('is refused for root alone, and only if the folder is there and another user owns it', () => {
    const pairs: [number | undefined, number | undefined, boolean][] = [
      [0, 998, true],
      [0, 0, false],
      [0, undefined, false],
      [998, 998, false],
      [998, 0, false],
      [998, 1000, false],
      [undefined, 0, false],
    ];
    for (const [user, owner, refused] of pairs)
      expect(isRootInForeignFolder(user, owner), `${user}, ${owner}`).to.equal(refused);
  });
});
