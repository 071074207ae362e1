import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/090-publisher-utm.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('A feed from before it could say what becomes of campaign parameters, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('leaves them out of drafts, and what was chosen stays, however often it runs', async () => {
    const feeds = mongoose.connection.db!.collection('feeds');
    await feeds.insertMany([{ url: 'a' }, { url: 'b', publisherUtm: 'keep' }]);
    for (const times of [1, 2]) {
      await migration.run(mongoose.connection.db!);
      const stored = await feeds.find().sort({ url: 1 }).toArray();
      expect(
        stored.map(({ publisherUtm }) => publisherUtm as unknown),
        `after ${times}`,
      ).to.deep.equal(['drop', 'keep']);
    }
  });
});
