import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/115-posts-trace-to-tactics.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('Posts and results from before there were tactics, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('belong to none, and what was placed stays where it is, however often it runs', async () => {
    const collection = (name: string) => mongoose.connection.db!.collection(name);
    const placed = { tacticId: 'a', goalId: 'b' };
    for (const name of ['posts', 'shares', 'participations', 'offers'])
      await collection(name).insertMany([
        { shareId: 1, network: 'x' },
        { shareId: 2, network: 'linkedin', ...placed },
      ]);
    await collection('dailystatistics').insertMany([
      { day: '2026-11-01', labels: { topicId: 1 } },
      { day: '2026-11-02', labels: placed },
    ]);
    for (const times of [1, 2]) {
      await migration.run(mongoose.connection.db!);
      for (const name of ['posts', 'shares', 'participations', 'offers']) {
        const stored = await collection(name).find().sort({ shareId: 1 }).toArray();
        const found = stored.map(({ tacticId, goalId }) => [tacticId, goalId] as unknown[]);
        expect(found, `${name} after ${times}`).to.deep.equal([
          [null, null],
          ['a', 'b'],
        ]);
      }
      const rows = await collection('dailystatistics').find().sort({ 'labels.topicId': -1 }).toArray();
      expect(
        rows.map(({ labels }) => labels as unknown),
        `rows after ${times}`,
      ).to.deep.equal([{ topicId: 1, tacticId: null, goalId: null }, placed]);
    }
    expect(await collection('posts').countDocuments({ urgentReason: null })).to.equal(2);
  });
});
