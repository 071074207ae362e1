import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync, watch } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { parseIndexSpec } from '../src/storage/indexes/definition.js';
import { Storage } from '../src/storage/storage.js';
import { decode, encode } from '../src/bson/values.js';
import { samples } from './samples.js';
import { temporaryDirectory, storeCommand } from './support.js';
import { walkStore } from './walk-store.js';

/** Begins `npm run store -- …`. */
function begin(dataDir: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [...storeCommand, ...args], {
    env: { ...process.env, DATA_DIR: dataDir, EMBEDDED_MONGO_PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function end(child: ChildProcess): Promise<{ code: number | null; complaint: string }> {
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, complaint };
}

async function until(condition: () => boolean, child: ChildProcess): Promise<void> {
  while (!condition() && child.exitCode === null && child.signalCode === null) await wait(1);
}

const DOCUMENTS = 4000;

/** A store with every second of its documents, and the space that the others left. */
async function fill(dataDir: string): Promise<number[]> {
  await mkdir(join(dataDir, 'store'), { recursive: true });
  const storage = new Storage(join(dataDir, 'store'));
  await storage.write(() => {
    const collection = storage.ensureCollection('groundswell', 'items');
    storage.addIndex(collection, parseIndexSpec({ key: { tag: 1 }, name: 'tag_1' }));
    for (let _id = 0; _id < DOCUMENTS; _id++) {
      const doc = { _id, tag: _id % 9, text: 'x'.repeat(2500) };
      storage.insert(collection, encode(doc), doc);
    }
    for (const { id, bytes } of [...storage.scan(collection)])
      if (id % 2) storage.remove(collection, id, decode(bytes));
  });
  await storage.close();
  return ids(dataDir);
}

/** The ids in a store, which must be sound, and into which one more document can be written. */
async function ids(dataDir: string): Promise<number[]> {
  const storage = new Storage(join(dataDir, 'store'));
  expect(walkStore(storage)).to.deep.equal([]);
  const collection = storage.collection('groundswell', 'items');
  const found = collection ? [...storage.scan(collection)].map(({ bytes }) => Number(decode(bytes)._id)) : [];
  await storage.write(() => {
    const notes = storage.ensureCollection('groundswell', 'notes');
    const doc = { _id: Math.random() };
    storage.insert(notes, encode(doc), doc);
    storage.dropCollection(notes);
  });
  await storage.close();
  return found;
}

describe('embedded-mongo: operations that are killed', () => {
  let dir: string;
  const at = (name: string): string => join(dir, name);
  beforeEach(async () => {
    dir = await temporaryDirectory();
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** Kills compact while it copies, or the moment it has put the new file in its place. */
  async function killCompact(dataDir: string, inSwap: boolean): Promise<void> {
    const child = begin(dataDir, 'compact');
    const ended = end(child);
    const swapped = watch(join(dataDir, 'store'), (event, name) => {
      if (inSwap && event === 'rename' && name === 'data.mdb') child.kill('SIGKILL');
    });
    await until(() => existsSync(join(dataDir, 'store.unfinished', 'data.mdb')), child);
    if (!inSwap) {
      await wait(Math.random() * 25);
      child.kill('SIGKILL');
    }
    expect((await ended).complaint).to.equal('');
    swapped.close();
  }

  it('compact leaves everything, whenever it is killed, and a store that can be written', async () => {
    const kill = async (inSwap: boolean): Promise<void> => {
      const dataDir = at(inSwap ? 'swapped' : 'copied');
      const expected = await fill(dataDir);
      for (let times = 0; times < samples(2); times++) {
        await killCompact(dataDir, inSwap);
        expect(await ids(dataDir)).to.deep.equal(expected);
      }
    };
    await fill(at('whole'));
    const before = statSync(at('whole/store/data.mdb')).size;
    await Promise.all([kill(false), kill(true)]);
    // What is killed after its swap has done its work all the same.
    expect(statSync(at('swapped/store/data.mdb')).size).to.be.lessThan(before);
  });

  it('compact that is asked to end leaves no copy', async () => {
    await fill(at('data'));
    const child = begin(at('data'), 'compact');
    const ended = end(child);
    await until(() => existsSync(at('data/store.unfinished')), child);
    child.kill('SIGTERM');
    await ended;
    expect(child.signalCode).to.equal('SIGTERM');
    expect(existsSync(at('data/store.unfinished'))).to.equal(false);
  });

  it('restore leaves nothing or everything, and can be run again', async () => {
    const expected = await fill(at('from'));
    expect(await end(begin(at('from'), 'backup', at('backup')))).to.include({ code: 0 });
    for (let kill = 0; kill < samples(1); kill++) {
      const to = at(`to-${kill}`);
      const child = begin(to, 'restore', at('backup'));
      const ended = end(child);
      await until(() => existsSync(join(to, 'store.unfinished')), child);
      await wait(Math.random() * 40);
      child.kill('SIGKILL');
      await ended;
      if ((await ids(to)).length === 0)
        expect(await end(begin(to, 'restore', at('backup')))).to.include({ code: 0 });
      expect(await ids(to)).to.deep.equal(expected);
    }
  });

  it('import leaves whole documents of the export, and is refused over them', async () => {
    const expected = await fill(at('from'));
    expect(await end(begin(at('from'), 'export', at('export')))).to.include({ code: 0 });
    const child = begin(at('to'), 'import', at('export'));
    const ended = end(child);
    const file = at('to/store/data.mdb');
    await until(() => existsSync(file) && statSync(file).size > 1e6, child);
    child.kill('SIGKILL');
    await ended;
    const kept = await ids(at('to'));
    expect(expected.slice(0, kept.length)).to.deep.equal(kept);
    const again = await end(begin(at('to'), 'import', at('export')));
    if (kept.length > 0) expect(again.complaint).to.include('holds documents already; drop it');
    else expect(again.code).to.equal(0);
  });
});
