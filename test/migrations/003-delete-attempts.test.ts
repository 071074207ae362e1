import { expect } from 'chai';
import { migration } from '../../src/migrations/003-delete-attempts.js';
import { openOwnDatabase } from './own-database.js';

describe('Migration 3: attempts under plain hashes', () => {
  let own: Awaited<ReturnType<typeof openOwnDatabase>>;
  beforeEach(async () => (own = await openOwnDatabase()));
  afterEach(() => own.close());

  it('deletes them and their indexes, and may run again', async () => {
    const attempts = own.db.collection('attempts');
    await attempts.createIndex({ key: 1 }, { unique: true });
    await attempts.createIndex({ expire: 1 }, { expireAfterSeconds: 0 });
    const key = 'sign-in-network:hash';
    await attempts.insertOne({ key, points: 3, expire: new Date('2026-11-21T10:00:00Z') });
    for (const time of ['first', 'again']) {
      await migration.run(own.db);
      expect(await attempts.countDocuments(), time).to.equal(0);
      expect((await attempts.indexes()).map(({ name }) => name)).to.deep.equal(['_id_']);
    }
    expect(migration.erases).to.deep.equal(['attempts']);
  });

  it('has nothing to do where nobody has tried anything', async () => {
    await migration.run(own.db);
    expect(await own.db.listCollections({ name: 'attempts' }).toArray()).to.deep.equal([]);
  });
});
