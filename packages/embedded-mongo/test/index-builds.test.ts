import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseIndexSpec } from '../src/storage/indexes/definition.js';
import type { Built } from '../src/storage/indexes/build-queue.js';
import { Storage } from '../src/storage/storage.js';
import type { TableName } from '../src/storage/tables.js';
import { decode, encode } from '../src/bson/values.js';
import type { Doc } from '../src/bson/values.js';
import { refusal, temporaryDirectory } from './support.js';
import { partsOf } from './table-parts.js';
import { walkStore } from './walk-store.js';

const DOCUMENTS = 3000;

describe('embedded-mongo: building and dropping what is large', () => {
  let dir: string;
  let storage: Storage;
  beforeEach(async () => {
    dir = await temporaryDirectory();
    storage = new Storage(dir);
    await storage.write(() => {
      for (let _id = 0; _id < DOCUMENTS; _id++) insert({ _id, a: _id % 7, u: _id });
    });
  });
  afterEach(async () => {
    await storage.close();
    await rm(dir, { recursive: true, force: true });
  });

  const items = (): NonNullable<ReturnType<Storage['collection']>> => storage.collection('test', 'items')!;
  const insert = (doc: Doc): number =>
    storage.insert(storage.ensureCollection('test', 'items'), encode(doc), doc);
  const build = (...keys: { key: Doc; unique?: boolean }[]): Promise<Built> =>
    storage.buildIndexes('test', 'items', () =>
      keys.map((each) => parseIndexSpec({ name: Object.keys(each.key).join(), ...each })),
    );
  const entriesIn = (table: TableName, of = storage): number =>
    partsOf(of.env, table).reduce((sum, part) => sum + part.getKeysCount(), 0);
  const indexNames = (): string[] => items().indexes.map(({ name }) => name);

  /** Opens what a process would leave that were killed now. */
  async function leftByAKill(): Promise<Storage> {
    const path = join(dir, 'left');
    await mkdir(path);
    await copyFile(join(dir, 'data.mdb'), join(path, 'data.mdb'));
    return new Storage(path);
  }

  it('writes go on while indexes are built, and the indexes are right in the end', async () => {
    let over = false;
    const built = build({ key: { a: 1 } }, { key: { u: -1 }, unique: true }).finally(() => (over = true));
    const seen: string[][] = [];
    let writes = 0;
    for (; !over; writes++) {
      await storage.write(() => {
        insert({ _id: DOCUMENTS + writes, a: [writes % 7, 9], u: DOCUMENTS + writes });
        const [removed, changed] = [1 + ((writes * 331) % DOCUMENTS), 1 + ((writes * 557) % DOCUMENTS)];
        const gone = storage.get(items(), removed);
        if (gone) storage.remove(items(), removed, decode(gone));
        const before = storage.get(items(), changed);
        const after = { ...(before && decode(before)), a: 11, u: `moved ${writes}` };
        if (before) storage.replace(items(), changed, decode(before), encode(after), decode(encode(after)));
      });
      if (items().building.length > 0) seen.push(indexNames());
    }
    expect(await built).to.deep.equal({ before: 1, after: 3, created: false });
    expect(seen.length).to.be.greaterThan(3);
    for (const names of seen) expect(names).to.deep.equal(['_id_']);
    expect(items().indexes.map(({ multikey }) => multikey)).to.deep.equal([false, true, false]);
    expect(walkStore(storage)).to.deep.equal([]);
  });

  it('a value that is there twice fails the build and leaves nothing, also if it comes in meanwhile', async () => {
    const before = entriesIn('entries');
    expect(
      (await refusal(build({ key: { u: 1 }, unique: true }, { key: { a: 1 }, unique: true }))).code,
    ).to.equal(11000);
    const failing = refusal(build({ key: { u: 1 }, unique: true }));
    await storage.write(() => insert({ _id: 'twice', u: 5 }));
    await storage.write(() => insert({ _id: 'twice again', u: 5 }));
    expect((await failing).code).to.equal(11000);
    await storage.sweep();
    expect(indexNames()).to.deep.equal(['_id_']);
    expect(entriesIn('entries')).to.equal(before + 2);
    expect(walkStore(storage)).to.deep.equal([]);
  });

  it('two who want the same index at once both get it, and it is built once', async () => {
    const want = (): Promise<Built> =>
      storage.buildIndexes('test', 'items', ({ indexes }) =>
        indexes.length > 1 ? [] : [parseIndexSpec({ name: 'a', key: { a: 1 } })],
      );
    const [first, second] = await Promise.all([want(), want()]);
    expect([first.after, second.before, second.after]).to.deep.equal([2, 2, 2]);
  });

  it('a collection dropped meanwhile ends the build', async () => {
    const failing = refusal(build({ key: { a: 1 } }));
    await storage.write(() => undefined);
    await storage.write(() => storage.dropCollection(items()));
    expect((await failing).code).to.equal(276);
    await storage.sweep();
    expect((['documents', 'entries'] as const).map((table) => entriesIn(table))).to.deep.equal([0, 0]);
  });

  it('a kill in the middle of a build leaves no index, and nothing of it after the next sweep', async () => {
    const before = entriesIn('entries');
    const building = build({ key: { a: 1 } });
    await storage.write(() => undefined);
    await storage.write(() => undefined);
    const left = await leftByAKill();
    await building;
    expect(entriesIn('entries', left)).to.be.greaterThan(before);
    expect(left.collection('test', 'items')!.indexes).to.have.length(1);
    await left.sweep();
    expect(entriesIn('entries', left)).to.equal(before);
    expect(walkStore(left)).to.deep.equal([]);
    await left.close();
  });

  it('a large collection is gone at once and its space given back bit by bit, also after a kill', async () => {
    const catalog = entriesIn('catalog');
    await storage.write(() => storage.dropCollection(items()));
    const left = await leftByAKill();
    for (const each of [storage, left]) {
      expect(each.collections()).to.deep.equal([]);
      await each.sweep();
      expect((['documents', 'entries'] as const).map((table) => entriesIn(table, each))).to.deep.equal([
        0, 0,
      ]);
      expect(entriesIn('catalog', each)).to.equal(catalog - 1);
    }
    await left.close();
  });

  it('counts and sizes are kept, over failed steps and over a restart', async () => {
    const sizes = (of: Storage): unknown => of.tally(of.collection('test', 'items')!);
    const read = (of: Storage): unknown => {
      const all = [...of.scan(of.collection('test', 'items')!)];
      return { documents: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes.length, 0) };
    };
    await storage.write(() => {
      insert({ _id: 'one', text: 'x'.repeat(9000) });
      storage.remove(items(), 3, decode(storage.get(items(), 3)!));
      const after = { _id: 4, longer: 'y'.repeat(99) };
      storage.replace(items(), 5, decode(storage.get(items(), 5)!), encode(after), after);
    });
    expect((await refusal(storage.write(() => insert({ _id: 'one' })))).code).to.equal(11000);
    expect(sizes(storage)).to.deep.equal(read(storage));
    const left = await leftByAKill();
    expect(sizes(left)).to.deep.equal(read(storage));
    await left.close();
  });
});
