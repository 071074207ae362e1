import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { migration } from '../../src/migrations/087-offers-of-posts.js';
import { Offer } from '../../src/participation/offer.model.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('Posts of an earlier release, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('were offered since they were published until they were recalled, however often it runs', async () => {
    const [open, recalled, draft, teamId] = Array.from({ length: 4 }, () => new Types.ObjectId());
    const draftedAt = new Date('2026-08-30T08:00:00Z');
    const publishedAt = new Date('2026-09-01T08:00:00Z');
    const recalledAt = new Date('2026-09-05T08:00:00Z');
    const post = { level: 'corporate', topicId: null, revision: 4 };
    await mongoose.connection.db!.collection('posts').insertMany([
      {
        ...{ _id: open, ...post, status: 'published', audienceTeamIds: [teamId] },
        history: [
          { at: draftedAt, action: 'draft' },
          { at: publishedAt, action: 'publish' },
        ],
      },
      {
        ...{ _id: recalled, ...post, status: 'recalled', audienceTeamIds: [] },
        history: [
          { at: draftedAt, action: 'draft' },
          { at: publishedAt, action: 'publish' },
          { at: recalledAt, action: 'recall' },
        ],
      },
      { _id: draft, ...post, status: 'draft' },
    ]);
    await migration.run(mongoose.connection.db!);
    await migration.run(mongoose.connection.db!);
    const found = await Offer.find().sort({ postId: 1, revision: 1 }).lean();
    const offers = found.map(({ postId, status, from, to, audienceTeamIds, isAssumed }) => ({
      ...{ postId, status, from, to, isAssumed },
      teams: audienceTeamIds.length,
    }));
    const assumed = { isAssumed: true };
    expect(offers).to.have.deep.members([
      { postId: open, status: 'draft', from: draftedAt, to: publishedAt, teams: 1, ...assumed },
      { postId: open, status: 'published', from: publishedAt, to: null, teams: 1, ...assumed },
      { postId: recalled, status: 'draft', from: draftedAt, to: publishedAt, teams: 0, ...assumed },
      { postId: recalled, status: 'published', from: publishedAt, to: recalledAt, teams: 0, ...assumed },
      { postId: recalled, status: 'recalled', from: recalledAt, to: null, teams: 0, ...assumed },
      { postId: draft, status: 'draft', from: new Date(0), to: null, teams: 0, ...assumed },
    ]);
  });
});
