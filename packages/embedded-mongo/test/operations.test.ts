import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import {
  BSON,
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoClient,
  ObjectId,
  Timestamp,
  type Db,
  type IndexDescription,
} from 'mongodb';
import {
  check,
  compact,
  exportDatabase,
  importDatabase,
  moveBackup,
  readStats,
  restore,
  startEmbeddedMongo,
} from '../src/index.js';
import { Storage } from '../src/storage/storage.js';
import { idRange } from '../src/storage/tables.js';
import { openDatabase, openStore, refusal, temporaryDirectory, storeCommand } from './support.js';
import { partsOf } from './table-parts.js';

/** `npm run store -- …` on a data directory, to its end. */
function store(dataDir: string, ...args: string[]): Promise<{ code: number; said: string }> {
  return storeAs({}, dataDir, ...args);
}

/** The same as another user. */
async function storeAs(
  user: { uid?: number; gid?: number },
  dataDir: string,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [...storeCommand, ...args], {
    env: { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

/** The words of an error. */
async function words(operation: Promise<unknown>): Promise<string> {
  return (await refusal(operation)).message;
}

/** Works with the database of a store that runs for no longer than that. */
async function within<T>(dataDir: string, work: (db: Db, uri: string) => Promise<T>): Promise<T> {
  const running = await startEmbeddedMongo({ dataDir });
  const client = await MongoClient.connect(running.uri);
  try {
    return await work(client.db(), running.uri);
  } finally {
    await client.close();
    await running.stop();
  }
}

const everyType = {
  _id: new ObjectId(),
  int: new Int32(1),
  double: new Double(1),
  negativeZero: new Double(-0),
  notANumber: new Double(NaN),
  long: Long.fromString('9007199254740993'),
  decimal: Decimal128.fromString('1.10'),
  date: new Date(-5),
  binary: new Binary(Buffer.from([0, 255]), 128),
  regex: new BSONRegExp('a/b"', 'ix'),
  nothing: null,
  text: 'line\u2028separator\n"quoted" \u{1f600}',
  timestamp: new Timestamp({ t: 1, i: 2 }),
  least: new MinKey(),
  most: new MaxKey(),
  code: new Code('x', { y: new Int32(1) }),
  nested: { list: [[], {}, [new Int32(2), null]], yes: true },
};

const indexes: IndexDescription[] = [
  { key: { int: 1, text: -1 }, name: 'unique', unique: true },
  { key: { date: 1 }, name: 'ttl', expireAfterSeconds: 2_000_000_000 },
  { key: { long: 1 }, name: 'partial', partialFilterExpression: { long: { $gt: Long.fromNumber(5) } } },
  { key: { nothing: 1 }, name: 'sparse', sparse: true },
];

async function fill(db: Db): Promise<void> {
  await db.collection('every/type').createIndexes(indexes);
  await db.collection('every/type').insertOne(everyType);
  await db.collection<{ _id: number }>('many').insertMany(
    Array.from({ length: 1200 }, (_, _id) => ({ _id, text: 'x'.repeat(200) })),
    { forceServerObjectId: true },
  );
  await db.createCollection('empty');
}

/** The bytes of the documents of `fill`, and its indexes without what a server adds of its own. */
async function content(db: Db): Promise<unknown> {
  const [bytes] = (await db
    .collection('every/type')
    .find({}, { raw: true })
    .toArray()) as unknown as Buffer[];
  const listed = await db.collection('every/type').indexes();
  return {
    bytes: Buffer.from(bytes!).toString('hex'),
    indexes: listed.map(({ storageEngine: _engine, ...index }: Record<string, unknown>) => index),
    many: await db.collection('many').countDocuments(),
    collections: (await db.listCollections().toArray()).map(({ name }) => name).sort(),
  };
}

describe('embedded-mongo: operations', () => {
  let dir: string;
  const at = (name: string): string => join(dir, name);
  beforeEach(async () => {
    dir = await temporaryDirectory();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  describe('backup', () => {
    it('under write load is one moment: all acknowledged before it, no gaps in what came after', async () => {
      const file = at('backup');
      const before: number[] = [];
      const acknowledged: number[] = [];
      await within(at('from'), async (db, uri) => {
        const client = await MongoClient.connect(uri);
        const items = db.collection<{ _id: number }>('items');
        await items.createIndex({ key: 1 }, { unique: true });
        let going = true;
        const writers = Array.from({ length: 4 }, async (_, lane) => {
          for (let n = 0; going; n++) {
            const _id = n * 4 + lane;
            await items.insertOne({ _id, key: `k${_id}`, filler: 'x'.repeat(500) } as { _id: number });
            acknowledged.push(_id);
          }
        });
        while (acknowledged.length <= 20) await wait(20);
        before.push(...acknowledged);
        await client.db('admin').command({ groundswellBackup: file });
        await client.close();
        going = false;
        await Promise.all(writers);
      });
      expect(before.length).to.be.greaterThan(20);
      await restore(at('to'), file);
      await within(at('to'), async (db) => {
        const found = await db.collection('items').find().sort({ _id: 1 }).toArray();
        const ids = found.map(({ _id }) => Number(_id));
        expect(ids).to.include.members(before);
        for (let lane = 0; lane < 4; lane++) {
          const own = ids.filter((id) => id % 4 === lane);
          expect(own).to.deep.equal(own.map((_, n) => n * 4 + lane));
        }
        for (const { key } of found.slice(-10))
          expect(await db.collection('items').countDocuments({ key })).to.equal(1);
      });
    });

    it('is readable by its owner only and leaves nothing else behind', async () => {
      await within(at('from'), async (db) => {
        await db.admin().command({ groundswellBackup: at('backup') });
        expect((await stat(at('backup'))).mode & 0o777).to.equal(0o600);
        expect((await readdir(dir)).sort()).to.deep.equal(['backup', 'from']);
      });
    });

    it('never replaces a file, and needs the admin database and a path from the root', async () => {
      await writeFile(at('taken'), 'mine');
      await within(at('from'), async (db) => {
        const asked = (path: unknown): Promise<string> =>
          words(db.admin().command({ groundswellBackup: path }));
        expect(await asked(at('taken'))).to.include('exists already');
        expect(await asked('relative')).to.include('absolute path');
        expect(await asked(at('no/such/file'))).to.include('there is no folder');
        expect(await asked(5)).to.include('needs a path');
        expect(await words(db.command({ groundswellBackup: at('new') }))).to.include('admin database');
      });
      expect(await readFile(at('taken'), 'utf8')).to.equal('mine');
      expect(existsSync(at('new'))).to.equal(false);
    });
  });

  describe('restore', () => {
    let file: string;
    beforeEach(async () => {
      file = at('backup');
      await within(at('from'), async (db) => {
        await fill(db);
        await db.admin().command({ groundswellBackup: file });
      });
    });

    it('brings back documents and indexes as they were', async () => {
      await restore(at('to'), file);
      const [was, is] = [await within(at('from'), content), await within(at('to'), content)];
      expect(is).to.deep.equal(was);
    });

    it('refuses a store with documents and one that runs, and says what to do', async () => {
      expect(await words(restore(at('from'), file))).to.include('Move the folder');
      await within(at('running'), async () => {
        expect(await words(restore(at('running'), file))).to.include('Stop it first');
      });
    });

    it('refuses a file that is damaged, cut short, or none of ours, before it changes anything', async () => {
      const bytes = await readFile(file);
      const flipped = Buffer.from(bytes);
      flipped[flipped.length >> 1]! ^= 1;
      await writeFile(at('flipped'), flipped);
      await writeFile(at('short'), bytes.subarray(0, bytes.length - 4096));
      await writeFile(at('foreign'), 'not a backup');
      await writeFile(at('nothing'), '');
      expect(await words(restore(at('to'), at('flipped')))).to.include('is damaged');
      for (const name of ['short', 'foreign', 'nothing'])
        expect(await words(restore(at('to'), at(name)))).to.include('not a complete backup');
      expect(await words(restore(at('to'), at('absent')))).to.include('ENOENT');
      expect(existsSync(at('to'))).to.equal(false);
    });
  });

  describe('compact', () => {
    it('makes the file smaller and keeps what is there; what is left of a crash does not matter', async () => {
      await within(at('data'), async (db) => {
        await fill(db);
        await db.collection('gone').insertMany(Array.from({ length: 2000 }, () => ({ t: 'x'.repeat(500) })));
        await db.collection('gone').drop();
      });
      const was = await within(at('data'), content);
      await mkdir(at('data/store.unfinished'));
      await writeFile(at('data/store.unfinished/data.mdb'), 'half a copy');
      const { before, after } = await compact(at('data'));
      expect(after).to.be.lessThan(before / 2);
      expect((await stat(at('data/store/data.mdb'))).size).to.equal(after);
      expect(await readdir(at('data'))).to.deep.equal(['store']);
      expect(await within(at('data'), content)).to.deep.equal(was);
      await within(at('data'), async (db) => {
        await db.collection('many').insertOne({ later: true });
      });
      expect(await within(at('data'), (db) => db.collection('many').countDocuments())).to.equal(1201);
    });

    it('leaves nothing in the file of what was deleted or replaced', async () => {
      const isInFile = async () => (await readFile(at('data/store/data.mdb'))).includes('wolverton');
      await within(at('data'), async (db) => {
        const people = db.collection<{ _id: number; name: string; email: string }>('people');
        await people.createIndex({ email: 1 }, { unique: true });
        const name = (n: number) => (n % 7 ? 'Somebody' : `Quentin wolverton ${n}`);
        await people.insertMany(
          Array.from({ length: 700 }, (_, _id) => ({ _id, name: name(_id), email: `${name(_id)}-${_id}` })),
        );
        for (let _id = 0; _id < 700; _id += 7)
          if (_id % 2) await people.deleteOne({ _id });
          else await people.updateOne({ _id }, { $set: { name: 'Erased', email: `erased-${_id}` } });
        expect(await people.countDocuments({ name: /wolverton/ })).to.equal(0);
      });
      expect(await isInFile()).to.equal(true);
      await compact(at('data'));
      expect(await isInFile()).to.equal(false);
    });

    it('leaves no key of what was deleted, also where the tree of an index is divided at it', async () => {
      const isInFile = async () => (await readFile(at('data/store/data.mdb'))).includes('wolverton');
      await within(at('data'), async (db) => {
        const people = db.collection<{ _id: number; name: string }>('people');
        await people.createIndex({ name: 1 });
        // Of many lengths, so that pages hold odd and even numbers of them.
        const name = (n: number) => `${String(n).padStart(4, '0')} ${n % 2 ? 'wolverton' : 'who stays'}`;
        await people.insertMany(
          Array.from({ length: 700 }, (_, _id) => ({ _id, name: name(_id) + ' '.repeat((_id * _id) % 101) })),
        );
        for (let _id = 1; _id < 700; _id += 2) await people.deleteOne({ _id });
      });
      expect(await isInFile()).to.equal(true);
      await compact(at('data'));
      expect(await isInFile()).to.equal(false);
      await within(at('data'), async (db) =>
        expect(await db.collection('people').countDocuments()).to.equal(350),
      );
    });

    it('is refused while the store runs, and leaves the copy of the process that has it open', async () => {
      await within(at('data'), async () => {
        await mkdir(at('data/store.unfinished'));
        expect(await words(compact(at('data')))).to.include('Stop it first');
        expect(await readdir(at('data'))).to.include('store.unfinished');
      });
    });
  });

  describe('export and import', () => {
    it('keep every type, byte for byte, and every index, there and back over another server', async () => {
      const [from, other, back] = [await openStore(), await openDatabase(), await openStore()];
      const clients = await Promise.all([from, back].map(({ uri }) => MongoClient.connect(uri)));
      const [first, last] = clients.map((client) => client.db()) as [Db, Db];
      await fill(first);
      const moved = await exportDatabase(first, at('there'));
      expect(moved.find(({ collection }) => collection === 'many')?.documents).to.equal(1200);
      await importDatabase(at('there'), other.db);
      await exportDatabase(other.db, at('back'));
      await importDatabase(at('back'), last);
      expect(await content(other.db)).to.deep.equal(await content(first));
      expect(await content(last)).to.deep.equal(await content(first));
      for (const client of clients) await client.close();
      for (const each of [from, other, back]) await each.close();
    });

    it('write what mongoimport reads: one canonical document a line', async () => {
      await within(at('data'), async (db) => {
        await db.collection('a').insertOne({ _id: new Int32(1) as unknown as ObjectId, d: new Double(2) });
        await exportDatabase(db, at('out'));
      });
      expect(await readFile(at('out/a.jsonl'), 'utf8')).to.equal(
        '{"_id":{"$numberInt":"1"},"d":{"$numberDouble":"2.0"}}\n',
      );
      const metadata = BSON.EJSON.parse(await readFile(at('out/a.metadata.json'), 'utf8')) as object;
      expect(metadata).to.deep.include({ collectionName: 'a', documents: 1 });
    });

    it('overwrite neither a folder nor documents, and refuse what is damaged before they write', async () => {
      await within(at('data'), async (db) => {
        await db.collection('a').insertMany([{ n: 1 }, { n: 2 }]);
        await exportDatabase(db, at('out'));
        expect(await words(exportDatabase(db, at('out')))).to.include('holds files already');
        expect(await words(importDatabase(at('out'), db))).to.include('holds documents already');
        expect(await words(importDatabase(at('data'), db))).to.include('is not an export');
        await db.collection('a').drop();
        const lines = (await readFile(at('out/a.jsonl'), 'utf8')).split('\n');
        await writeFile(at('out/a.jsonl'), `${lines[0]}\n`);
        expect(await words(importDatabase(at('out'), db))).to.include('1 documents where 2 were exported');
        expect(await db.collection('a').countDocuments()).to.equal(0);
        await writeFile(at('out/a.jsonl'), `${lines[0]}\n{"n":\n`);
        expect(await words(importDatabase(at('out'), db))).to.match(/a\.jsonl, line 2, is no Extended JSON/);
      });
    });

    it('say which document Extended JSON cannot keep, and leave no folder', async () => {
      await within(at('data'), async (db) => {
        await db.collection('a').insertOne({ odd: { $numberInt: '5' } });
        expect(await words(exportDatabase(db, at('out')))).to.include('cannot keep this document exactly');
      });
      expect(await readdir(dir)).to.deep.equal(['data']);
    });
  });

  it('stats count documents, their bytes and indexes', async () => {
    const { uri, close } = await openStore();
    const client = await MongoClient.connect(uri);
    await client.db('d').collection('a').insertOne({ n: 1 });
    await client.db('d').collection('a').createIndex({ n: 1 });
    const bytes = BSON.calculateObjectSize({ _id: new ObjectId(), n: new Int32(1) });
    const rows = await readStats(client);
    expect(rows).to.deep.equal([{ db: 'd', name: 'a', documents: 1, bytes, indexes: 2 }]);
    await client.close();
    await close();
  });

  it('the command line backs up and counts through the process that has the store open', async () => {
    await within(at('data'), async (db) => {
      await fill(db);
      const [backedUp, counted] = await Promise.all([
        store(at('data'), 'backup', at('backup')),
        store(at('data'), 'stats'),
      ]);
      expect(backedUp).to.include({ code: 0 });
      expect(counted.said).to.match(/groundswell\.many +1,200 /);
    });
    await restore(at('restored'), at('backup'));
    expect(await within(at('restored'), content)).to.deep.equal(await within(at('data'), content));
  });

  it('the command line lets the process with the store write nowhere but in the data folder', async () => {
    await within(at('data'), async (db) => {
      await fill(db);
      const seen = new Set<string>();
      const watcher = watch(at('data'), (_, name) => seen.add(name!));
      expect(await store(at('data'), 'backup', at('backup'))).to.include({ code: 0 });
      watcher.close();
      expect([...seen].filter((name) => name.startsWith('backup.unfinished-'))).to.have.length(1);
      expect((await stat(at('backup'))).mode & 0o777).to.equal(0o600);
      expect((await readdir(dir)).sort()).to.deep.equal(['backup', 'data']);
      // The command of the product records when a backup was made.
      const files = ['embedded-mongo.uri', 'last-backup', 'store'];
      expect((await readdir(at('data'))).sort()).to.deep.equal(files);
      expect((await store(at('data'), 'backup', at('backup'))).said).to.include('exists already');
      expect((await readdir(at('data'))).sort()).to.deep.equal(files);
    });
  });

  it('a backup that is a link does not move', async () => {
    await writeFile(at('elsewhere'), 'of somebody else', { mode: 0o644 });
    await symlink(at('elsewhere'), at('from'));
    expect(await words(moveBackup(at('from'), at('to')))).to.include('is not a file');
    expect((await stat(at('elsewhere'))).mode & 0o777).to.equal(0o644);
    expect((await readdir(dir)).sort()).to.deep.equal(['elsewhere', 'from']);
  });

  it('a backup moves to another file system too', async function () {
    if (!existsSync('/dev/shm')) this.skip();
    const elsewhere = await mkdtemp('/dev/shm/groundswell-');
    try {
      await writeFile(at('from'), 'a backup');
      await moveBackup(at('from'), join(elsewhere, 'to'));
      expect(await readFile(join(elsewhere, 'to'), 'utf8')).to.equal('a backup');
      expect(await readdir(elsewhere)).to.deep.equal(['to']);
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });

  describe('check', () => {
    it('is content with a store that is sound, and refused while it runs', async () => {
      await within(at('data'), async (db) => {
        await fill(db);
        expect(await words(check(at('data')))).to.include('Stop it first');
      });
      const all = await check(at('data'));
      expect(all.map(({ documents }) => documents)).to.have.members([1, 1200, 0]);
      for (const { problems } of all) expect(problems).to.deep.equal([]);
    });

    it('says from the command line which documents and indexes are not what was written, and exits with 1', async () => {
      await within(at('data'), async (db) => {
        await db.collection('spoilt').insertOne({ text: 'to be spoilt' });
        await db.collection('torn').insertMany([{ n: 1 }, { n: 2 }]);
        await db.collection('torn').createIndex({ n: 1 });
      });
      const storage = new Storage(at('data/store'));
      await storage.write(() => {
        const torn = storage.collection('groundswell', 'torn')!;
        const [start, end] = idRange(torn.indexes[1]!.id);
        for (const entries of partsOf(storage.env, 'entries'))
          for (const key of [...entries.getKeys({ start, end, limit: 1 })]) entries.removeSync(key);
      });
      await storage.close();
      const file = await readFile(at('data/store/data.mdb'));
      file[file.indexOf('to be spoilt')]! ^= 1;
      await writeFile(at('data/store/data.mdb'), file);
      const { code, said } = await store(at('data'), 'check');
      expect(code).to.equal(1);
      expect(said).to.include('record 1 of groundswell.spoilt is not what was written');
      expect(said).to.match(/groundswell\.torn: 2 documents, 2 indexes, 2 problems/);
      expect(said).to.include('the index n_1 does not lead to record 1');
    });
  });

  it('the command line exports a store that is written as it is at one moment, all collections together', async () => {
    await within(at('data'), async (db) => {
      let going = true;
      const writer = (async () => {
        for (let _id = 0; going; _id++) {
          for (const name of ['first', 'second'])
            await db.collection<{ _id: number }>(name).insertOne({ _id }, { forceServerObjectId: true });
        }
      })();
      const exported = await store(at('data'), 'export', at('out'));
      going = false;
      await writer;
      expect(exported).to.include({ code: 0 });
    });
    const counts = await Promise.all(
      ['first', 'second'].map(
        async (name) => (await readFile(at(`out/${name}.jsonl`), 'utf8')).split('\n').length,
      ),
    );
    expect(counts[0]! - counts[1]!).to.be.oneOf([0, 1]);
    expect(await readdir(at('data'))).to.deep.equal(['store']);
  });

  it('the command line opens the store if a killed process left its address', async () => {
    const uri = await within(at('data'), async (db, address) => {
      await db.collection('a').insertOne({});
      return address;
    });
    await writeFile(at('data/embedded-mongo.uri'), uri);
    expect(await store(at('data'), 'backup', at('backup'))).to.include({ code: 0 });
  });

  it('the command line says that it may not open a file of the store', async () => {
    await within(at('data'), fill);
    await chmod(at('data/store/lock.mdb'), 0o444);
    // Root may open every file.
    const nobody = process.getuid!() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (nobody.uid)
      for (const path of [dir, at('data'), at('data/store'), at('data/store/data.mdb')])
        await chown(path, nobody.uid, nobody.gid);
    for (const command of ['stats', 'check']) {
      const { code, said } = await storeAs(nobody, at('data'), command);
      expect(code, command).to.equal(1);
      expect(said)
        .to.match(/can't read and write .*lock\.mdb \(EACCES\)/)
        .and.not.include('    at ');
    }
  });

  it('the address of a store goes through no link that is in its place', async () => {
    await writeFile(at('elsewhere'), 'of somebody else');
    await mkdir(at('data'));
    await symlink(at('elsewhere'), at('data/embedded-mongo.uri'));
    await within(at('data'), async () => {
      expect((await stat(at('data/embedded-mongo.uri'))).mode & 0o777).to.equal(0o600);
    });
    expect(await readFile(at('elsewhere'), 'utf8')).to.equal('of somebody else');
  });

  it('the command line exits with 1 and says what is wrong', async () => {
    const [absent, wrong, nameless] = await Promise.all([
      store(at('nowhere'), 'stats'),
      store(at('nowhere'), 'backup'),
      store(at('nowhere'), 'import', dir, '--to', 'mongodb://localhost'),
    ]);
    expect(absent.said).to.include('There is no store in');
    expect(wrong.said).to.include('npm run store -- restore FILE');
    expect(nameless.said).to.include('must name its database');
    for (const { code } of [absent, wrong, nameless]) expect(code).to.equal(1);
    expect(existsSync(at('nowhere'))).to.equal(false);
  });

  it('copy moves to another server and back in one command each', async () => {
    await within(at('data'), fill);
    const was = await within(at('data'), content);
    await within(at('other'), async (db, uri) => {
      expect(await store(at('data'), 'copy', '--to', uri)).to.include({ code: 0 });
      expect(await content(db)).to.deep.equal(was);
      expect(await store(at('back'), 'copy', '--from', uri)).to.include({ code: 0 });
    });
    expect(await within(at('back'), content)).to.deep.equal(was);
    expect(await readdir(at('back'))).to.deep.equal(['store']);
  });
});
