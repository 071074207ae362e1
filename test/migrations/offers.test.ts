import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { migration } from '../../src/migrations/097-offers.js';
import { Offer } from '../../src/participation/offer.model.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('Posts of an earlier release, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('are taken to have been offered since they were published, however often it runs', async () => {
    const [open, recalled, draft, teamId] = Array.from({ length: 4 }, () => new Types.ObjectId());
    const publishedAt = new Date('2026-09-01T08:00:00Z');
    const recalledAt = new Date('2026-09-05T08:00:00Z');
    const post = { level: 'corporate', topicId: null, revision: 4 };
    await mongoose.connection.db!.collection('posts').insertMany([
      { _id: open, ...post, status: 'published', publishedAt, audienceTeamIds: [teamId] },
      {
        ...{ _id: recalled, ...post, status: 'recalled', publishedAt, audienceTeamIds: [] },
        history: [
          { at: publishedAt, action: 'publish' },
          { at: recalledAt, action: 'recall' },
        ],
      },
      { _id: draft, ...post, status: 'draft', publishedAt: null },
    ]);
    await migration.run(mongoose.connection.db!);
    await migration.run(mongoose.connection.db!);
    const found = await Offer.find().sort({ postId: 1, revision: 1 }).lean();
    const offers = found.map(({ postId, isOffered, from, to, audienceTeamIds = [], isAssumed }) => ({
      ...{ postId, isOffered, from, to, isAssumed },
      teams: audienceTeamIds.length,
    }));
    const assumed = { isAssumed: true };
    expect(offers).to.have.deep.members([
      { postId: open, isOffered: true, from: publishedAt, to: null, teams: 1, ...assumed },
      { postId: recalled, isOffered: true, from: publishedAt, to: recalledAt, teams: 0, ...assumed },
      { postId: recalled, isOffered: false, from: recalledAt, to: null, teams: 0, ...assumed },
      { postId: draft, isOffered: false, from: new Date(0), to: null, teams: 0, ...assumed },
    ]);
  });
});
