import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { MongoClient, type Db } from 'mongodb';
import { restore, startEmbeddedMongo } from 'embedded-mongo';
import type { Migration } from '../../src/migrations/migration.js';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { CannotStart } from '../../src/platform/start-errors.js';
import { run } from '../support/process.js';
import { createTestServices } from '../support/services.js';
import { openOwnStore } from './own-database.js';

const services = createTestServices();
services.setNow('2026-11-21T09:30:00Z');

describe('Migrating the embedded store', () => {
  let own: Awaited<ReturnType<typeof openOwnStore>>;
  beforeEach(async () => {
    own = await openOwnStore();
    await own.db.collection('widgets').insertOne({ is: 'old' });
  });
  afterEach(() => own.close());

  const replace = async (db: Db) =>
    void (await db.collection('widgets').updateMany({}, { $set: { is: 'new' } }));
  const migration: Migration = { number: 2, name: 'replace', run: replace };
  const migrate = (list: Migration[] = [migration]) =>
    runMigrations(own.db, { services, dataDir: own.dataDir, list });
  const backups = () => readdir(path.join(own.dataDir, 'backups')).catch(() => []);

  it('backs it up first, under the day and the number it was at', async () => {
    const { backup } = await migrate();
    expect(await backups()).to.deep.equal(['2026-11-21T093000Z-before-migrating-from-0.backup']);
    const folder = path.join(own.dataDir, 'restored');
    await restore(folder, backup!);
    const store = await startEmbeddedMongo({ dataDir: folder });
    const client = await MongoClient.connect(store.uri);
    expect(await client.db().collection('widgets').findOne()).to.have.property('is', 'old');
    expect(await client.db().collection('migrations').countDocuments()).to.equal(0);
    await client.close();
    await store.stop();
    expect(await own.db.collection('widgets').findOne()).to.have.property('is', 'new');
  });

  it('deletes the copy that a killed run had begun', async () => {
    const begun = path.join(
      own.dataDir,
      'backups',
      '2026-11-21T090000Z-before-migrating-from-0.backup.unfinished-abc',
    );
    await mkdir(begun, { recursive: true });
    await writeFile(path.join(begun, 'data.mdb'), 'half a copy');
    await migrate();
    expect(await backups()).to.deep.equal(['2026-11-21T093000Z-before-migrating-from-0.backup']);
  });

  it('makes no backup when there is nothing to migrate, nor of an empty store', async () => {
    await own.db.collection('widgets').deleteMany({});
    await migrate();
    await own.db.collection('widgets').insertOne({});
    await migrate();
    expect(await backups()).to.deep.equal([]);
  });

  it('keeps the backup from before the first try when a try failed, and makes no second one', async () => {
    const failing = { ...migration, run: () => Promise.reject(new Error('no')) };
    for (const minute of [31, 32]) {
      services.setNow(`2026-11-21T09:${minute}:00Z`);
      expect(
        await migrate([failing]).then(
          () => undefined,
          (error: Error) => error.message,
        ),
      ).to.equal('no');
    }
    services.setNow('2026-11-21T09:33:00Z');
    expect((await migrate()).backup).to.match(/T093100Z-/);
    expect(await backups()).to.deep.equal(['2026-11-21T093100Z-before-migrating-from-0.backup']);
    services.setNow('2026-11-22T00:00:00Z');
    await migrate([migration, { ...migration, number: 5 }]);
    expect(await backups()).to.include('2026-11-22T000000Z-before-migrating-from-2.backup');
  });

  it('changes nothing when the backup can’t be written, and says so', async () => {
    await writeFile(path.join(own.dataDir, 'backups'), 'a file where the folder should be');
    const error = await migrate().then(
      () => undefined,
      (one: Error) => one,
    );
    expect(error)
      .to.be.instanceOf(CannotStart)
      .and.have.property('message')
      .that.contains('Nothing was migrated');
    expect(await own.db.collection('widgets').findOne()).to.have.property('is', 'old');
  });

  it('goes on at once after a crash: nobody else can hold the claim', async () => {
    const expiresAt = new Date('2026-11-21T10:30:00Z');
    await own.db
      .collection<{ _id: string }>('migrationstate')
      .insertOne({ _id: 'migrations', ...{ holder: 'crashed', expiresAt } });
    expect((await migrate()).ran).to.have.length(1);
  });

  it('leaves no byte of what a migration erases, in the data file or in the backup, also after a crash before the rewrite', async () => {
    const secrets = Array.from({ length: 200 }, () => randomBytes(24).toString('base64url'));
    await own.db.collection('secrets').insertMany(secrets.map((secret) => ({ secret })));
    const found = async (file: string) => {
      const bytes = await readFile(file);
      return secrets.filter((secret) => bytes.includes(secret)).length;
    };
    const dataFile = path.join(own.dataDir, 'store', 'data.mdb');
    expect(await found(dataFile)).to.equal(200);

    const erase: Migration = { number: 1, name: 'erase', erases: ['secrets'], run: () => Promise.resolve() };
    const { backup, onRewritten } = await migrate([erase]);
    expect(onRewritten).to.be.a('function');
    expect(await found(backup!)).to.equal(0);
    // The process ends here, before it has rewritten the data file; the next one does.
    expect((await migrate([erase])).onRewritten).to.be.a('function');
    expect(await found(dataFile)).to.be.above(0);
    await own.closeStore();
    const next = run('test/migrations/open-database.ts', ['erase'], { DATA_DIR: own.dataDir });
    await next.prints(/^open$/m);
    expect(await next.exit).to.equal(0);
    expect(await found(dataFile)).to.equal(0);

    const store = await startEmbeddedMongo({ dataDir: own.dataDir });
    const client = await MongoClient.connect(store.uri);
    const report = await runMigrations(client.db(), { services, dataDir: own.dataDir, list: [erase] });
    expect(report.onRewritten).to.equal(undefined);
    await client.close();
    await store.stop();
  });
});
