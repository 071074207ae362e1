// A process that migrates the database at argv[2], as a start of the product does, with a migration that takes a while.
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient, type Db } from 'mongodb';
import { runMigrations } from '../../src/migrations/run-migrations.js';
import { systemClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';

/** Renames a field of every widget, ten at a time, and says in `runs` who began. */
async function run(db: Db): Promise<void> {
  await db.collection('runs').insertOne({ pid: process.pid });
  const old = { old: { $exists: true } };
  for (;;) {
    const ids = (await db.collection('widgets').find(old).limit(10).toArray()).map(({ _id }) => _id);
    if (!ids.length) return;
    await db.collection('widgets').updateMany({ ...old, _id: { $in: ids } }, { $rename: { old: 'new' } });
    console.log('ten are done');
    await wait(25);
  }
}

const client = await MongoClient.connect(process.argv[2]!);
const { ran } = await runMigrations(client.db(), {
  services: { clock: systemClock, log: createLog('info') },
  list: [{ number: 1, name: 'rename-old', run }],
  leaseMs: 1_500,
  pollMs: 20,
});
console.log(`finished, ran ${ran.length}`);
await client.close();
