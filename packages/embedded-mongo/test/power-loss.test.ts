import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { parseIndexSpec } from '../src/storage/indexes/definition.js';
import { damagedEntry, damagedRecord, StoreDamaged } from '../src/storage/damage.js';
import { Storage } from '../src/storage/storage.js';
import { decode, encode } from '../src/bson/values.js';
import { temporaryDirectory, scriptArguments } from './support.js';

const opener = scriptArguments(new URL('./open-stores.ts', import.meta.url));
const PAGE = 4096;

interface Outcome {
  ids?: number[];
  problems?: string[];
  digest?: string;
  error?: string;
  message?: string;
}

describe('embedded-mongo: power loss', () => {
  let directory: string;
  let copies = 0;
  /** The data file after a first transaction, which put in 0 to 599, and after a second: 300 to 899. */
  let first: Buffer;
  let second: Buffer;
  const firstIds = Array.from({ length: 600 }, (_, i) => i);
  const secondIds = Array.from({ length: 600 }, (_, i) => i + 300);

  before(async () => {
    directory = await temporaryDirectory();
    const path = join(directory, 'whole');
    mkdirSync(path);
    const storage = new Storage(path);
    const fill = (from: number, to: number): void => {
      const collection = storage.ensureCollection('test', 'items');
      for (let _id = from; _id < to; _id++) {
        const doc = { _id, tags: [_id % 7, _id % 11], text: 'x'.repeat((_id * 13) % 3900) };
        storage.insert(collection, encode(doc), doc);
      }
    };
    await storage.write(() => {
      const collection = storage.ensureCollection('test', 'items');
      storage.addIndex(collection, parseIndexSpec({ key: { tags: 1 }, name: 'tags_1' }));
      fill(0, 600);
    });
    first = readFileSync(join(path, 'data.mdb'));
    await storage.write(() => {
      const collection = storage.collection('test', 'items')!;
      for (const { id, bytes } of [...storage.scan(collection)].slice(0, 300)) {
        storage.remove(collection, id, decode(bytes));
      }
      fill(600, 900);
    });
    second = readFileSync(join(path, 'data.mdb'));
    await storage.close();
  });
  after(() => rm(directory, { recursive: true, force: true }));

  /** What comes of opening stores with these data files; rejects when one of them ends the process. */
  async function outcomes(files: readonly Buffer[]): Promise<Outcome[]> {
    const paths = files.map((bytes) => {
      const path = join(directory, `copy-${copies++}`);
      mkdirSync(path);
      writeFileSync(join(path, 'data.mdb'), bytes);
      return path;
    });
    const { stdout } = await promisify(execFile)(process.execPath, [...opener, ...paths]);
    await Promise.all(paths.map((path) => rm(path, { recursive: true })));
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
  }

  function expectWholeOrDamaged(each: Outcome): void {
    if (each.error === undefined) expect(each).to.deep.include({ ids: secondIds, problems: [] });
    else expect(each.error).to.equal('DataFileDamaged');
  }

  it('in the middle of a commit leaves everything of the commit before it, whichever pages made it to the disk', async () => {
    const files = Array.from({ length: 12 }, () => {
      const file = Buffer.alloc(second.length);
      first.copy(file);
      // The two head pages are written last, after everything else is on disk.
      for (let at = 2 * PAGE; at < second.length; at += PAGE) {
        if (Math.random() < 0.5) second.copy(file, at, at, at + PAGE);
      }
      return file.subarray(0, Math.max(first.length, Math.ceil(Math.random() * second.length)));
    });
    for (const each of await outcomes(files)) expect(each).to.deep.include({ ids: firstIds, problems: [] });
  });

  it('that cuts the file short is told as damage, unless nothing was in what is missing', async () => {
    const cuts = [1, 100, PAGE - 1, PAGE, 3 * PAGE, 20 * PAGE, second.length / 2, second.length - PAGE];
    const short = [...cuts.map((cut) => second.subarray(0, second.length - cut)), Buffer.alloc(0)];
    const results = await outcomes(short);
    expect(results).to.have.length(short.length);
    results.forEach(expectWholeOrDamaged);
    expect(results.filter(({ error }) => error === 'DataFileDamaged').length).to.be.greaterThan(4);
  });

  it('that leaves other bytes in some page is told as damage, unless the page was free', async () => {
    const garbled = Array.from({ length: 40 }, (_, i) => {
      const file = Buffer.from(second);
      const page = i < 6 ? file.length / PAGE - 1 - i : Math.floor((Math.random() * file.length) / PAGE);
      (i % 2 ? randomBytes(PAGE) : Buffer.alloc(PAGE)).copy(file, page * PAGE);
      return file;
    });
    const results = await outcomes(garbled);
    expect(results).to.have.length(garbled.length);
    results.forEach(expectWholeOrDamaged);
    expect(results.some(({ error }) => error === 'DataFileDamaged')).to.equal(true);
  });

  it('that turns single bits is never answered with other data: told when it is opened or when it is read', async () => {
    const turned = Array.from({ length: 40 }, () => {
      const file = Buffer.from(second);
      file[Math.floor(Math.random() * file.length)]! ^= 1 << Math.floor(Math.random() * 8);
      return file;
    });
    const [whole, ...results] = await outcomes([second, ...turned]);
    expect(results).to.have.length(turned.length);
    for (const each of results)
      if (each.error === undefined) expect(each).to.deep.equal(whole);
      else expect(each.error).to.be.oneOf(['DataFileDamaged', 'StoreDamaged']);
    expect(results.some(({ error }) => error !== undefined)).to.equal(true);
  });

  it('that damages a key is reported as damage of the store, however short the key is', () => {
    for (let length = 0; length < 20; length += 1)
      for (const damaged of [damagedRecord, damagedEntry])
        expect(damaged(Buffer.alloc(length, 0xff), [])).to.be.instanceOf(StoreDamaged);
  });

  it('is told with the name of the file and what to do', async () => {
    const [outcome] = await outcomes([second.subarray(0, 3 * PAGE)]);
    expect(outcome!.message).to.include(join(directory, 'copy-')).and.to.include('restore your last backup');
  });
});
