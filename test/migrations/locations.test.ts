import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { migration } from '../../src/migrations/073-locations.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('What was shared before there were locations, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const db = () => mongoose.connection.db!;

  it('has none, and what has one keeps it, however often it runs', async () => {
    const id = new Types.ObjectId().toString();
    await db()
      .collection('shares')
      .insertMany([
        { slug: 'a', network: 'x' },
        { slug: 'b', network: 'linkedin', locationId: id },
      ]);
    for (const name of ['trackedlinks', 'dailystatistics'])
      await db()
        .collection(name)
        .insertMany([
          { slug: 'a', trackedLinkId: 1, shareId: 'a', labels: { network: 'x' } },
          { slug: 'b', trackedLinkId: 2, shareId: 'b', labels: { network: 'x', locationId: id } },
        ]);
    await migration.run(db());
    await migration.run(db());
    const shares = await db().collection('shares').find().sort({ slug: 1 }).toArray();
    expect(shares.map(({ locationId }) => locationId as unknown)).to.deep.equal([null, id]);
    for (const name of ['trackedlinks', 'dailystatistics']) {
      const rows = await db().collection(name).find().sort({ slug: 1 }).toArray();
      expect(rows.map(({ labels }) => labels as unknown)).to.deep.equal([
        { network: 'x', locationId: null },
        { network: 'x', locationId: id },
      ]);
    }
  });
});
