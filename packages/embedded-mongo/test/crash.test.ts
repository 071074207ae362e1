import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Storage } from '../src/storage/storage.js';
import { decode } from '../src/bson/values.js';
import type { Doc } from '../src/bson/values.js';
import { samples } from './samples.js';
import { temporaryDirectory, scriptArguments } from './support.js';
import { walkStore } from './walk-store.js';

const writer = scriptArguments(new URL('./crash-writer.ts', import.meta.url));

/** How often the writer is killed; the nightly run takes 50. */
const CRASHES = Number(process.env.CRASHES ?? samples(5));

/** Starts the writer, kills it some moments after its first write and returns what it said. */
async function writeUntilKilled(dataDir: string, firstId: number, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [...writer, dataDir, String(firstId)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const closed = once(child, 'close');
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = said.split('\n').length;
    said += chunk.toString();
    // From the first line after "ready" on: however slow the machine, something was acknowledged.
    if (lines < 3 && said.split('\n').length >= 3) setTimeout(() => child.kill('SIGKILL'), ms);
  });
  await closed;
  expect(complaint).to.equal('');
  expect(child.signalCode).to.equal('SIGKILL');
  return said.split('\n').slice(0, -1);
}

/** What is on disk of the acknowledged lines, as problems: none is good. */
function missing(storage: Storage, lines: readonly string[]): string[] {
  const docs = (name: string): Doc[] =>
    [...storage.scan(storage.collection('crash', name)!)].map(({ bytes }) => decode(bytes));
  const items = new Map(docs('items').map((doc) => [Number(doc._id), doc]));
  const batches = new Map<number, number>();
  for (const { batch } of docs('batches')) {
    batches.set(Number(batch), (batches.get(Number(batch)) ?? 0) + 1);
  }
  const pairs = docs('pairs');
  const deleting = new Set(
    lines.filter((line) => line.startsWith('deleting')).map((line) => line.split(' ')[1]!),
  );
  const holds = (line: string): boolean => {
    const [what, number] = line.split(' ') as [string, string];
    const item = items.get(Number(number));
    if (what === 'inserted') return item !== undefined || deleting.has(number);
    if (what === 'moved') return item ? item.key === `moved ${number}` : deleting.has(number);
    if (what === 'deleted') return item === undefined;
    if (what === 'batch') return batches.get(Number(number)) === 60;
    return what !== 'round' || pairs.every(({ a }) => Number(a) >= Number(number));
  };
  const half = [
    ...pairs.filter(({ a, b }) => Number(a) !== Number(b)).map(({ _id }) => `half of pair ${String(_id)}`),
    ...[...items.values()].filter(isHalf).map(({ _id }) => `half of item ${String(_id)}`),
  ];
  return [...lines.filter((line) => !holds(line)), ...half];
}

function isHalf({ _id, key, moved, tags }: Doc): boolean {
  const changes = [key === `moved ${String(_id)}`, Number(moved) === 1, (tags as unknown[]).length === 3];
  return new Set(changes).size > 1;
}

/** Kills a writer again and again on one directory and looks at what it left each time. */
async function crashOften(times: number): Promise<number> {
  const dataDir = await temporaryDirectory();
  const lines: string[] = [];
  for (let crash = 0; crash < times; crash++) {
    lines.push(...(await writeUntilKilled(dataDir, crash * 1_000_000, Math.random() * 300)));
    const storage = new Storage(join(dataDir, 'store'));
    expect(walkStore(storage)).to.deep.equal([]);
    expect(missing(storage, lines)).to.deep.equal([]);
    await storage.close();
  }
  await rm(dataDir, { recursive: true, force: true });
  return lines.length;
}

describe('embedded-mongo: crashes', () => {
  it('kill -9 at any moment loses nothing acknowledged and leaves nothing half-written', async function () {
    // Ten seconds in all on an idle machine; nearly all of it is starting processes.
    this.timeout(CRASHES * 12_000);
    const lanes = await Promise.all([
      crashOften(Math.ceil(CRASHES / 2)),
      crashOften(Math.floor(CRASHES / 2)),
    ]);
    expect(lanes.reduce((sum, lines) => sum + lines)).to.be.at.least(CRASHES * 2);
  });
});
