import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { EventRecord } from '../../src/events/event.model.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { Offer } from '../../src/participation/offer.model.js';
import { recordPastFacts } from '../../src/participation/index.js';
import {
  approvePost,
  createPastPosts,
  createTopic,
  draftPost,
  expireDuePosts,
  publishDuePosts,
  submitPost,
} from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { buildOrganization, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const withoutIds = (documents: object[]) =>
  JSON.parse(
    JSON.stringify(documents, (name, value: unknown) =>
      ['_id', '__v', 'of', 'postId', 'attempt', 'dueAt', 'state', 'todo', 'holder'].includes(name)
        ? undefined
        : value,
    ),
  ) as object[];

async function stored() {
  const events = await EventRecord.find({ kind: 'post' }).sort({ at: 1 }).lean();
  return {
    posts: withoutIds(await Post.find().lean()),
    offers: withoutIds(await Offer.find().sort({ revision: 1 }).lean()),
    events: withoutIds(events).map((event) => ({
      ...event,
      changes: ((event as { changes: string[][] }).changes ?? [])
        .filter(([, path]) => path !== '_id')
        .sort((a, b) => (a[1]! < b[1]! ? -1 : 1)),
    })),
  };
}

describe('Posts of the past', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(emptyDatabase);

  it('are stored as if editors and the clock had done each step at its time', async () => {
    await buildOrganization();
    const zone = 'Europe/Berlin';
    const [author, approver] = [
      await buildUser({ roles: ['editor'] }),
      await buildUser({ roles: ['approver'] }),
    ];
    const topic = await createTopic(services, { actor: author, name: 'Ferries' });
    const moment = (day: number) => new Date(`2026-11-${String(day).padStart(2, '0')}T09:00:00Z`);
    const written = {
      ...{ title: 'Quiet cabins', link: 'https://acme.example/quiet', summary: 'New doors.' },
      ...{ suggestedCopy: ['You can hear the difference.'], level: 'corporate' as const, topicId: topic.id },
    };
    const lastDay = '2026-11-09';

    services.setNow(moment(2));
    const draft = { ...written, lastDay, publishAt: moment(5), audienceTeamIds: [], actor: author };
    const { id } = await draftPost(services, draft);
    services.setNow(moment(3));
    await submitPost(services, { postId: id, actor: author });
    services.setNow(moment(4));
    await approvePost(services, { postId: id, actor: approver });
    services.setNow(moment(5));
    await publishDuePosts(services);
    services.setNow('2026-11-09T23:00:00Z');
    await expireDuePosts(services);
    await eventsPublished();
    await react(services, reactions);
    const byVerbs = await stored();

    await Promise.all([Post.collection.deleteMany({}), Offer.collection.deleteMany({})]);
    await EventRecord.deleteMany({ kind: 'post' });
    services.setNow(moment(18));
    const post = {
      ...{ ...written, authorId: author.id, approverId: approver.id, draftedAt: moment(2) },
      ...{ submittedAt: moment(3), approvedAt: moment(4), publishedAt: moment(5) },
      endsAt: new Date('2026-11-09T22:59:00Z'),
    };
    await recordPastFacts(await createPastPosts(services, { zone, posts: [post] }));
    expect(await stored()).to.deep.equal(byVerbs);
  });
});
