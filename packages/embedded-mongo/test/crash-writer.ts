// The process that crash.test.ts kills: it writes through the driver to a store of its own and prints a line
// for everything acknowledged, at once, so that the line is there when the process no longer is.
import { writeSync } from 'node:fs';
import { MongoClient } from 'mongodb';
import { startEmbeddedMongo } from '../src/index.js';

const [dataDir, firstId] = [process.argv[2]!, Number(process.argv[3])];
const store = await startEmbeddedMongo({ dataDir });
const client = await MongoClient.connect(store.uri);
const db = client.db('crash');
const items = db.collection<{ _id: number; key: string; tags: number[]; moved: number }>('items');
const batches = db.collection<{ batch: number; i: number; text: string }>('batches');
const pairs = db.collection<{ _id: number; a: number; b: number; odd?: boolean }>('pairs');
const acknowledge = (line: string): number => writeSync(1, `${line}\n`);

await items.createIndex({ key: 1 }, { unique: true });
await items.createIndex({ tags: 1, moved: -1 });
await batches.createIndex({ batch: 1, i: 1 }, { unique: true });
await pairs.createIndex({ a: 1 });
await pairs.createIndex({ b: -1 }, { partialFilterExpression: { odd: true } });
if ((await pairs.countDocuments()) === 0) {
  await pairs.insertMany(Array.from({ length: 40 }, (_, _id) => ({ _id, a: 0, b: 0 })));
}
acknowledge('ready');

let next = firstId;
async function insertMoveDelete(): Promise<never> {
  for (;;) {
    const _id = next++;
    await items.insertOne({ _id, key: `new ${_id}`, tags: [_id % 7, _id % 5], moved: 0 });
    acknowledge(`inserted ${_id}`);
    await items.findOneAndUpdate({ _id }, { $set: { key: `moved ${_id}`, moved: 1 }, $push: { tags: 9 } });
    acknowledge(`moved ${_id}`);
    if (_id % 3 !== 0) continue;
    // From here on it may be gone or not, until its deletion is acknowledged.
    acknowledge(`deleting ${_id}`);
    await items.deleteOne({ key: `moved ${_id}` });
    acknowledge(`deleted ${_id}`);
  }
}

async function insertBatches(): Promise<never> {
  for (;;) {
    const batch = next++;
    const text = 'x'.repeat((batch * 37) % 6000);
    await batches.insertMany(Array.from({ length: 60 }, (_, i) => ({ batch, i, text })));
    acknowledge(`batch ${batch}`);
  }
}

async function updateAll(): Promise<never> {
  for (;;) {
    await pairs.updateMany({}, [
      { $set: { a: { $add: ['$a', 1] }, b: { $add: ['$b', 1] } } },
      { $set: { odd: { $eq: [{ $mod: ['$a', 2] }, 1] } } },
    ]);
    acknowledge(`round ${(await pairs.findOne({ _id: 39 }))!.a}`);
  }
}

await Promise.all([...Array.from({ length: 6 }, insertMoveDelete), insertBatches(), updateAll()]);
