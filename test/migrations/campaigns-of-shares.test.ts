import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { migration } from '../../src/migrations/093-campaigns-of-shares.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

describe('What was shared before results were divided by campaign, once migrated', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  const db = () => mongoose.connection.db!;

  it('has the campaign of its link or post, or none, however often it runs', async () => {
    const [post, gone] = [new Types.ObjectId(), new Types.ObjectId()];
    await db().collection('posts').insertOne({ _id: post, campaign: 'spring' });
    await db()
      .collection('shares')
      .insertMany([
        { slug: 'a', network: 'a', postId: post },
        { slug: 'b', network: 'b', postId: gone },
        { slug: 'c', network: 'c', postId: post, campaign: 'own' },
      ]);
    await db()
      .collection('trackedlinks')
      .insertMany([
        { slug: 'a', shareId: 'a', campaign: 'older', labels: { postId: String(post) } },
        { slug: 'b', shareId: 'b', campaign: '', labels: { postId: String(gone) } },
        { slug: 'c', shareId: 'c', campaign: 'x', labels: { postId: String(post), campaign: 'own' } },
      ]);
    await db()
      .collection('dailystatistics')
      .insertMany([
        { trackedLinkId: 1, labels: { postId: String(post) } },
        { trackedLinkId: 2, labels: { postId: String(gone) } },
        { trackedLinkId: 3, labels: { postId: String(post), campaign: 'own' } },
      ]);
    await migration.run(db());
    await migration.run(db());
    const shares = await db().collection('shares').find().sort({ slug: 1 }).toArray();
    expect(shares.map(({ campaign }) => campaign as unknown)).to.deep.equal(['spring', null, 'own']);
    const campaignsIn = async (name: string, order: string) =>
      (
        await db()
          .collection(name)
          .find()
          .sort({ [order]: 1 })
          .toArray()
      ).map(({ labels }) => (labels as { campaign: unknown }).campaign);
    expect(await campaignsIn('trackedlinks', 'slug')).to.deep.equal(['older', null, 'own']);
    expect(await campaignsIn('dailystatistics', 'trackedLinkId')).to.deep.equal(['spring', null, 'own']);
  });
});
