import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { dataDir, useDatabase } from '../support/database.js';
import { gateway } from '../support/gateway.js';

describe('A database that ended all connections at once', () => {
  before(useDatabase);

  it('is found again, and nothing that was asked of it waits without end', async () => {
    const uri =
      process.env.MONGODB_URI ?? (await readFile(path.join(dataDir, 'embedded-mongo.uri'), 'utf8')).trim();
    const database = await gateway(uri);
    const client = await MongoClient.connect(database.uri, { serverSelectionTimeoutMS: 3_000 });
    const ask = () => client.db().collection('organizations').findOne({});
    try {
      for (let n = 0; n < 5; n += 1) {
        let stopped = false;
        const askers = Array.from({ length: 5 }, async () => {
          while (!stopped) await ask().catch(() => null);
        });
        // The driver checks the server's health at once if it has not done so for half a second.
        await wait(600);
        database.goAway();
        stopped = true;
        await wait(50);
        database.comeBack();
        const outcome = await Promise.race([Promise.all(askers), wait(10_000, 'waits without end')]);
        expect(outcome).not.to.equal('waits without end');
        await ask();
      }
    } finally {
      await client.close();
      database.close();
    }
  });
});
