import { expect } from 'chai';
import { migration } from '../../src/migrations/060-people-invited.js';
import { openOwnDatabase } from './own-database.js';

describe('Migration 60: people invited', () => {
  let own: Awaited<ReturnType<typeof openOwnDatabase>>;
  beforeEach(async () => (own = await openOwnDatabase()));
  afterEach(() => own.close());

  it('records when invited people got their invitation, and may run again', async () => {
    const users = own.db.collection('users');
    const joinedAt = new Date('2026-11-02T08:00:00Z');
    const invitedAt = new Date('2026-11-09T08:00:00Z');
    await users.createIndex({ isChanged: 1 }, { sparse: true });
    await users.insertMany([
      ...Array.from({ length: 600 }, () => ({ name: 'Élodie O’Neil', status: 'invited', joinedAt })),
      { name: 'Ana', status: 'active', joinedAt },
      { name: 'Ben', status: 'invited', joinedAt, invitedAt },
    ]);
    for (const time of ['first', 'again']) {
      await migration.run(own.db);
      expect(await users.countDocuments({ status: 'invited', invitedAt: joinedAt }), time).to.equal(600);
      expect(
        await users.countDocuments({ nameStarts: ['el', 'elo', 'elod', 'elodi', 'ne', 'nei', 'neil'] }),
      ).to.equal(600);
      expect(await users.countDocuments({ invitedAt })).to.equal(1);
      expect(await users.countDocuments({ status: 'active', invitedAt: { $exists: false } })).to.equal(1);
      expect((await users.indexes()).map(({ name }) => name)).to.not.include('isChanged_1');
    }
  });
});
