import { expect } from 'chai';
import fc from 'fast-check';
import type { PipelineStage } from 'mongoose';
import sinon from 'sinon';
import { reactions } from '../../jobs/reactions.js';
import { Click } from '../../src/clicks/click.model.js';
import { Conversion } from '../../src/conversions/conversion.model.js';
import { recordConversion } from '../../src/conversions/record-conversion.js';
import { eventsPublished } from '../../src/events/index.js';
import { EventRecord } from '../../src/events/event.model.js';
import { react } from '../../src/events/react.js';
import type { StoredEvent } from '../../src/events/reaction.js';
import { levels, type Level } from '../../src/links/index.js';
import { Participation } from '../../src/participation/participation.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { movePost } from '../../src/posts/move-post.js';
import { createTopic } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { countShares, placementReaction } from '../../src/sharing/index.js';
import { reconcilePlacements } from '../../src/sharing/place-results.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { sumStatistics, updateDailyStatistics } from '../../src/statistics/index.js';
import { buildClick } from '../clicks/builders.js';
import { buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { acting } from '../support/actors.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { diesAt } from '../support/dies-at.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices } from '../support/services.js';

describe('Where the results of a post belong', () => {
  const services = createTestServices();
  const ever = { from: '2025-01-01', to: '2026-12-31' };

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2025-11-18T09:00:00Z');
  });
  afterEach(() => {
    setFailPoint(undefined);
    sinon.restore();
  });

  const place = (postId: string, set: { level?: Level; topicId?: string | null }) =>
    movePost(services, { postId, action: 'adjust', actor: acting('editor'), set: set as object });
  const runReactions = async () => {
    await eventsPublished();
    await react(services, reactions);
  };
  const clicksBy = async (by: 'level' | 'topic') =>
    Object.fromEntries((await sumStatistics({ ...ever, by })).map(({ key, clicks }) => [key, clicks]));
  const sharesBy = async (by: 'level' | 'topic') =>
    Object.fromEntries((await countShares({ ...ever, by })).map(({ key, prepared }) => [key, prepared]));

  /** A share with a click of a year ago and one of yesterday, and a lead. */
  async function sharedPost() {
    const post = await buildPost({ services, topicId: null, level: 'corporate' });
    const share = await buildShare({ services, postId: post.id });
    await buildClick({ slug: share.slug, at: '2025-11-19T09:00:00Z' });
    await buildClick({ slug: share.slug, at: '2026-11-17T09:00:00Z' });
    services.setNow('2026-11-18T09:00:00Z');
    await recordConversion(services, { slug: share.slug, kind: 'lead', externalId: 'crm-1', via: 'server' });
    await updateDailyStatistics(services);
    await runReactions();
    return { post, share };
  }

  it('is read from the post, and moves yesterday’s and last year’s when the post is placed elsewhere', async () => {
    const { post } = await sharedPost();
    expect(await clicksBy('level')).to.deep.equal({ corporate: 2 });
    const topic = await createTopic(services, { actor: acting('editor'), name: 'Ferries' });
    await place(post.id, { level: 'industry', topicId: topic.id });
    await runReactions();
    expect(await clicksBy('level')).to.deep.equal({ industry: 2 });
    expect(await clicksBy('topic')).to.deep.equal({ [topic.id]: 2 });
    expect(await sharesBy('level')).to.deep.equal({ industry: 1 });
    expect(await sharesBy('topic')).to.deep.equal({ [topic.id]: 1 });
    const [line] = await sumStatistics({ ...ever, by: 'topic', where: { topicId: topic.id } });
    expect(line?.conversions).to.deep.equal({ lead: 1 });
    // What was true on the day of the sharing stays a fact.
    expect(await Participation.distinct('level')).to.deep.equal(['corporate']);
  });

  it('stays with all other changes of the post', async () => {
    const { post } = await sharedPost();
    await movePost(services, {
      postId: post.id,
      action: 'adjust',
      actor: acting('editor'),
      set: { language: 'de' },
    });
    expect((await Post.findById(post.id).lean())!.placedRevision).to.equal(1);
    await runReactions();
    expect(await DailyStatistic.distinct('placedRevision')).to.deep.equal([1]);
  });

  it('is the last of two changes in quick succession, however often and late their events come', async () => {
    const { post } = await sharedPost();
    await place(post.id, { level: 'industry' });
    await place(post.id, { level: 'individual' });
    await runReactions();
    expect(await clicksBy('level')).to.deep.equal({ individual: 2 });
    const events = await EventRecord.find({ type: 'post.adjusted' }).sort({ _id: 1 }).lean<StoredEvent[]>();
    expect(events).to.have.length(2);
    for (const event of [...events, events[0]!]) await placementReaction.run(services, event);
    expect(await clicksBy('level')).to.deep.equal({ individual: 2 });
    expect(await sharesBy('level')).to.deep.equal({ individual: 1 });
  });

  it('is not set back by a worker that slept while the post was placed elsewhere again', async () => {
    const { post } = await sharedPost();
    await place(post.id, { level: 'industry' });
    await eventsPublished();
    const late = (await EventRecord.findOne({ type: 'post.adjusted' }).lean<StoredEvent>())!;
    onceReached('placement.read', async () => {
      await place(post.id, { level: 'individual' });
      await reconcilePlacements(services);
    });
    await placementReaction.run(services, late);
    expect(await clicksBy('level')).to.deep.equal({ individual: 2 });
    expect(await sharesBy('level')).to.deep.equal({ individual: 1 });
  });

  it('is right for a row that is counted while the post is placed elsewhere', async () => {
    const { post, share } = await sharedPost();
    await buildClick({ slug: share.slug, at: '2026-11-16T08:00:00Z' });
    const counts = sinon.stub(Click, 'aggregate').callsFake((async (pipeline: PipelineStage[]) => {
      counts.restore();
      await place(post.id, { level: 'individual' });
      await runReactions();
      return Click.aggregate<unknown>(pipeline);
    }) as unknown as typeof Click.aggregate);
    await updateDailyStatistics(services);
    expect(await clicksBy('level')).to.deep.equal({ individual: 3 });
  });

  it('is right for a share that is prepared while the post is placed elsewhere', async () => {
    const { post } = await sharedPost();
    onceReached('share.read', async () => {
      await place(post.id, { level: 'individual' });
      await runReactions();
    });
    await buildShare({ services, postId: post.id });
    await runReactions();
    expect(await sharesBy('level')).to.deep.equal({ individual: 2 });
  });

  it('is moved completely after a worker was killed between two steps', async () => {
    const { post } = await sharedPost();
    await place(post.id, { level: 'industry' });
    await eventsPublished();
    await diesAt('placement.batch', () => react(services, reactions));
    setFailPoint(undefined);
    expect(await sharesBy('level')).to.deep.equal({ industry: 1 });
    expect(await clicksBy('level')).to.deep.equal({ corporate: 2 });
    services.setNow('2026-11-18T09:05:00Z');
    await react(services, reactions);
    expect(await clicksBy('level')).to.deep.equal({ industry: 2 });
  });

  it('is corrected by the daily job where nothing else moved it', async () => {
    const { post } = await sharedPost();
    await place(post.id, { level: 'industry' });
    await eventsPublished();
    await EventRecord.deleteMany({});
    expect(await reconcilePlacements(services)).to.equal(4);
    expect(await clicksBy('level')).to.deep.equal({ industry: 2 });
    await DailyStatistic.updateOne({ day: '2026-11-17' }, { $set: { 'labels.level': 'individual' } });
    await Share.updateOne({}, { $set: { level: 'individual' } });
    expect(await reconcilePlacements(services)).to.equal(2);
    expect(await reconcilePlacements(services)).to.equal(0);
    expect(await sharesBy('level')).to.deep.equal({ industry: 1 });
  });

  const rows = async () =>
    (await DailyStatistic.find().sort({ shareId: 1, day: 1 }).lean()).map(
      ({ shareId, day, labels, clicks, visitors, conversions, placedRevision }) => ({
        ...{ shareId, day, clicks, visitors, conversions: conversions as object, placedRevision },
        labels: { ...labels },
      }),
    );

  it('is that of a fresh count after any order of changes, clicks and recounts', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('place' as const), post: fc.nat(1), level: fc.constantFrom(...levels) }),
      fc.record({ do: fc.constant('topic' as const), post: fc.nat(1), topic: fc.nat(2) }),
      fc.record({
        do: fc.constant('click' as const),
        post: fc.nat(1),
        day: fc.integer({ min: 10, max: 12 }),
      }),
      fc.record({ do: fc.constant('share' as const), post: fc.nat(1) }),
      fc.record({ do: fc.constantFrom('count' as const, 'react' as const, 'reconcile' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 14 }),
        fc.boolean(),
        async (steps, together) => {
          await emptyDatabase();
          services.setNow('2026-11-09T09:00:00Z');
          const topics = [
            null,
            ...(await Promise.all(
              ['A', 'B'].map(
                async (name) => (await createTopic(services, { actor: acting('editor'), name })).id,
              ),
            )),
          ];
          const posts = [
            await buildPost({ services, topicId: null }),
            await buildPost({ services, topicId: null }),
          ];
          const slugs = await Promise.all(
            posts.map(async ({ id }) => [(await buildShare({ services, postId: id })).slug]),
          );
          const run = async (one: (typeof steps)[number]) => {
            if (one.do === 'place') await place(posts[one.post]!.id, { level: one.level });
            if (one.do === 'topic') await place(posts[one.post]!.id, { topicId: topics[one.topic]! });
            if (one.do === 'click')
              await buildClick({ slug: slugs[one.post]!.at(-1)!, at: `2026-11-${one.day}T09:00:00Z` });
            if (one.do === 'share') {
              const { slug } = await buildShare({
                services,
                postId: posts[one.post]!.id,
                advocateId: (await buildUser()).id,
              });
              slugs[one.post]!.push(slug);
            }
            if (one.do === 'count') await updateDailyStatistics(services);
            if (one.do === 'react') await runReactions();
            if (one.do === 'reconcile') await reconcilePlacements(services);
          };
          const running: Promise<void>[] = [];
          for (const one of steps) {
            running.push(run(one));
            // Another change of the same post at the same moment is refused, and that is another test.
            if (!together || one.do === 'place' || one.do === 'topic') await running.at(-1);
          }
          await Promise.all(running);
          await eventsPublished();
          await updateDailyStatistics(services);
          await runReactions();
          const incremental = await rows();
          await DailyStatistic.deleteMany({});
          await Promise.all([
            Click.updateMany({}, { tallied: false }),
            Conversion.updateMany({}, { tallied: false }),
          ]);
          await updateDailyStatistics(services);
          expect(incremental).to.deep.equal(await rows());
          for (const { postId, level, topicId, placedRevision } of await Share.find().lean()) {
            const post = (await Post.findById(postId).lean())!;
            expect({ level, topicId: String(topicId), placedRevision }).to.deep.equal({
              ...{ level: post.level, topicId: String(post.topicId), placedRevision: post.placedRevision },
            });
          }
        },
      ),
      { numRuns: 25 },
    );
  });
});
