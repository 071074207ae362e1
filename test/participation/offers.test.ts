import { expect } from 'chai';
import mongoose, { Types } from 'mongoose';
import { reactions } from '../../jobs/reactions.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { migration } from '../../src/migrations/087-offers-of-posts.js';
import { offerReaction } from '../../src/participation/index.js';
import { Offer } from '../../src/participation/offer.model.js';
import { movePost } from '../../src/posts/move-post.js';
import { expireDuePosts } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { buildTeam } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('What a post offers to whom', () => {
  const services = createTestServices();
  const day = (n: number) => new Date(Date.UTC(2026, 10, n, 9));

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow(day(9));
  });

  const runReactions = async () => {
    await eventsPublished();
    await react(services, reactions);
  };
  const offered = async () =>
    (await Offer.find({ status: 'published' }).sort({ revision: 1 }).lean()).map(
      ({ level, audienceTeamIds, lastDay, from, to }) => ({
        ...{ level, lastDay, from, to },
        teams: audienceTeamIds.map(String),
      }),
    );

  /** A post that changes its level, then its audience and last day, and then is over. */
  async function changingPost() {
    const team = await buildTeam();
    const post = await buildPost({ services, level: 'corporate' });
    const change = (set: object) =>
      movePost(services, { postId: post.id, action: 'adjust', actor: acting('editor'), set });
    services.setNow(day(10));
    await change({ level: 'individual' });
    services.setNow(day(11));
    await change({ audienceTeamIds: [team.id], lastDay: '2026-11-12' });
    services.setNow(day(13));
    await expireDuePosts(services);
    await runReactions();
    return { team, post };
  }

  it('is stored for each change of words, audience, dates, topic or level, with its time', async () => {
    const { team, post } = await changingPost();
    expect(await offered()).to.deep.equal([
      { level: 'corporate', lastDay: null, from: day(9), to: day(10), teams: [] },
      { level: 'individual', lastDay: null, from: day(10), to: day(11), teams: [] },
      { level: 'individual', lastDay: '2026-11-12', from: day(11), to: day(13), teams: [team.id] },
    ]);
    const last = (await Offer.findOne({ to: null }).lean())!;
    expect(last.status).to.equal('expired');
    expect(last.postId.toString()).to.equal(post.id);
    const { title, suggestedCopy } = post;
    expect(last).to.deep.include({ title, suggestedCopy, isAssumed: false });
  });

  it('is the same when its events come again and late', async () => {
    await changingPost();
    const inOrder = await Offer.find().sort({ _id: 1 }).lean();
    const events = await EventRecord.find({ kind: 'post' }).sort({ _id: -1 }).lean<StoredEvent[]>();
    for (const event of events) await offerReaction.run(services, event);
    expect(await Offer.find().sort({ _id: 1 }).lean()).to.deep.equal(inOrder);
  });

  it('goes on from what is assumed of a post from before', async () => {
    const { post } = await changingPost();
    await Offer.deleteMany({});
    const again = await buildPost({ services });
    await eventsPublished();
    await EventRecord.deleteMany({});
    for (let n = 0; n < 2; n += 1) await migration.run(mongoose.connection.db!);
    const of = async (postId: string) =>
      (await Offer.find({ postId }).sort({ revision: 1 }).lean()).map(({ status, from, to, isAssumed }) => ({
        ...{ status, from, to, isAssumed },
      }));
    const known = await of(post.id);
    expect(known.filter(({ status }) => status === 'published')).to.deep.equal([
      { status: 'published', from: day(9), to: day(13), isAssumed: true },
    ]);
    expect(known.at(-1)).to.deep.equal({ status: 'expired', from: day(13), to: null, isAssumed: true });
    services.setNow(day(14));
    const set = { level: 'industry' } as const;
    await movePost(services, { postId: again.id, action: 'adjust', actor: acting('editor'), set });
    await runReactions();
    expect((await of(again.id)).slice(-2)).to.deep.equal([
      { status: 'published', from: day(13), to: day(14), isAssumed: true },
      { status: 'published', from: day(14), to: null, isAssumed: false },
    ]);
    const latest = (await Offer.findOne({ postId: again.id, to: null }).lean())!;
    expect(latest).to.deep.include({ title: again.title, level: 'industry' });
  });

  it('is assumed for a post without a history since ever, in its present state', async () => {
    const post = await buildPost({ services });
    await Post.collection.updateOne({ _id: new Types.ObjectId(post.id) }, { $set: { history: [] } });
    await migration.run(mongoose.connection.db!);
    expect((await Offer.find({ postId: post.id }).lean()).map(({ status }) => status)).to.deep.equal([
      'published',
    ]);
  });
});
