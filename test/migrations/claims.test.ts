import { expect } from 'chai';
import mongoose from 'mongoose';
import { migration } from '../../src/migrations/103-claims.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('What processes claim, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const at = new Date('2026-11-18T12:00:00Z');
  const later = new Date('2026-11-18T13:00:00Z');
  const collections = [
    { name: 'feeds', before: { nextFetchAt: at }, after: { dueAt: at, tries: 0, claim: null } },
    {
      name: 'conversionimports',
      before: { state: 'trying', claimedUntil: at, claim: 'of a process that ended' },
      after: { state: 'trying', dueAt: at, tries: 0, claim: null },
    },
    {
      name: 'peoplelists',
      before: { state: 'adding', claimedUntil: at },
      after: { state: 'adding', dueAt: at, tries: 0, claim: null },
    },
    {
      name: 'picturestates',
      before: { dueAt: at, attempts: 2 },
      after: { dueAt: at, tries: 2, claim: null },
    },
  ];

  for (const { name, before: earlier, after } of collections)
    it(`is claimed by the same fields as deliveries: ${name}`, async () => {
      const collection = mongoose.connection.db!.collection(name);
      const held = { dueAt: later, tries: 3, claim: 'of a process that runs' };
      await collection.insertMany([
        { url: 'a', ...earlier },
        { url: 'b', ...held },
      ]);
      for (const times of [1, 2]) {
        await migration.run(mongoose.connection.db!);
        const stored = await collection
          .find({}, { projection: { _id: 0 } })
          .sort({ url: 1 })
          .toArray();
        expect(stored, `after ${times}`).to.deep.equal([
          { url: 'a', ...after },
          { url: 'b', ...held },
        ]);
      }
    });
});
