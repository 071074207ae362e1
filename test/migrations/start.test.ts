import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { setTimeout as wait } from 'node:timers/promises';
import { migrations } from '../../src/migrations/index.js';
import { freePort, killAll, run } from '../support/process.js';
import { openOwnDatabase, openOwnStore, type OwnDatabase } from './own-database.js';

describe('The start, with data to migrate', () => {
  let own: OwnDatabase;
  let folder: string;
  beforeEach(async () => {
    own = await openOwnDatabase();
    folder = await mkdtemp(path.join(os.tmpdir(), 'groundswell-start-'));
  });
  afterEach(async () => {
    killAll();
    await own.close();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (script: string, args: string[] = [], env: Record<string, string> = {}) =>
    run(script, args, {
      MONGODB_URI: own.uri,
      DATA_DIR: folder,
      PORT: String(await freePort()),
      ...env,
    });

  it('refuses data of a newer version, with words and exit code 1, whatever is started', async () => {
    await own.db
      .collection<{ _id: number; name: string }>('migrations')
      .insertOne({ _id: 9_999, name: 'to-come' });
    const all = [
      await start('src/server.ts'),
      await start('src/server.ts', ['--web']),
      await start('jobs/worker.ts'),
      await start('src/cli/migrate.ts'),
    ];
    for (const one of all) {
      expect(await one.exit, one.output()).to.equal(1);
      expect(one.output())
        .to.contain('newer version of Groundswell')
        .and.contain('9999')
        .and.not.contain('    at ');
    }
    expect(await own.db.listCollections({ name: 'users' }).toArray(), 'indexes were built').to.deep.equal([]);
  });

  it('waits, web and worker alike, while another process migrates; only then serves and runs jobs', async () => {
    const state = own.db.collection<{ _id: string; holder: string; expiresAt: Date }>('migrationstate');
    await own.db.collection('teams').insertOne({ name: 'there before' });
    await state.insertOne({ _id: 'migrations', holder: 'another', expiresAt: new Date('2100-01-01') });
    const port = String(await freePort());
    const web = await start('src/server.ts', ['--web'], { PORT: port, LOG_LEVEL: 'info' });
    const worker = await start('jobs/worker.ts', [], { LOG_LEVEL: 'info' });
    await Promise.all([web, worker].map((one) => one.prints(/waiting until it has finished/)));
    const answer = () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ status }) => status,
        () => 'none',
      );
    const collections = async () => (await own.db.listCollections().toArray()).map(({ name }) => name);
    expect(await answer()).to.equal('none');
    expect(await collections())
      .to.not.include.members(['users'])
      .and.not.include('jobs');

    await state.updateOne({}, { $set: { expiresAt: new Date() } });
    await web.prints(/Groundswell is at/);
    expect(await answer()).to.equal(200);
    while (!(await own.db.collection('jobs').countDocuments())) await wait(20);
    expect(await own.db.collection('migrations').countDocuments()).to.equal(migrations.length);
  });

  it('migrates before it builds indexes: a migration makes room for a unique one', async () => {
    await own.db.collection('organizations').insertMany([
      { name: 'first', only: true, timeZone: 'UTC' },
      { name: 'second', only: true, timeZone: 'UTC' },
    ]);
    const without = await start('test/migrations/open-database.ts', ['nothing']);
    expect(await without.exit).to.equal(1);
    expect(without.output()).to.match(/duplicate key|exclusion constraint/i);
    await own.db.collection('migrations').deleteMany({});
    const mended = await start('test/migrations/open-database.ts', ['mend']);
    expect(await mended.exit, mended.output()).to.equal(0);
    const indexes = await own.db.collection('organizations').indexes();
    expect(indexes.find(({ key }) => 'only' in key)).to.have.property('unique', true);
  });
});

describe('npm run migrate', () => {
  it('says that an empty database needs no migration', async () => {
    const own = await openOwnStore();
    await own.closeStore();
    const command = run('src/cli/migrate.ts', [], { DATA_DIR: own.dataDir });
    expect(await command.exit).to.equal(0);
    expect(command.output()).to.contain('Nothing to migrate');
    await own.close();
  });
});
