import { expect } from 'chai';
import { freePort, killAll, run } from '../support/process.js';
import { openOwnDatabase, openOwnStore, type OwnDatabase } from './own-database.js';

describe('The start, with data to migrate', function () {
  this.timeout(120_000);
  let own: OwnDatabase;
  beforeEach(async () => {
    own = await openOwnDatabase();
  });
  afterEach(async () => {
    killAll();
    await own.close();
  });

  const start = async (script: string, args: string[] = []) =>
    run(script, args, {
      MONGODB_URI: own.uri,
      DATA_DIR: own.dataDir ?? '/nowhere',
      PORT: String(await freePort()),
    });

  it('refuses data of a newer version, with words and exit code 1, whatever is started', async () => {
    await own.db
      .collection<{ _id: number; name: string }>('migrations')
      .insertOne({ _id: 9_999, name: 'to-come' });
    const all = [
      await start('src/server.ts'),
      await start('src/server.ts', ['--web']),
      await start('jobs/worker.ts'),
      await start('src/migrate.ts'),
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

  it('migrates before it builds indexes: a migration makes room for a unique one', async () => {
    await own.db.collection('organizations').insertMany([
      { name: 'first', only: true, timeZone: 'UTC' },
      { name: 'second', only: true, timeZone: 'UTC' },
    ]);
    const without = await start('test/migrations/open-database.ts', ['nothing']);
    expect(await without.exit).to.equal(1);
    expect(without.output()).to.match(/duplicate/i);
    await own.db.collection('migrations').deleteMany({});
    const mended = await start('test/migrations/open-database.ts', ['mend']);
    expect(await mended.exit, mended.output()).to.equal(0);
    const indexes = await own.db.collection('organizations').indexes();
    expect(indexes.find(({ key }) => 'only' in key)).to.have.property('unique', true);
  });
});

describe('npm run migrate', function () {
  this.timeout(60_000);
  it('says that an empty database needs no migration', async () => {
    const own = await openOwnStore();
    await own.closeStore();
    const command = run('src/migrate.ts', [], { DATA_DIR: own.dataDir });
    expect(await command.exit).to.equal(0);
    expect(command.output()).to.contain('Nothing to migrate');
    await own.close();
  });
});
