import { expect } from 'chai';
import {
  createTopic,
  findPosts,
  getOfferedPost,
  listOfferedPosts,
  recallPost,
} from '../../src/posts/index.js';
import { NotAllowedNow, NotFound } from '../../src/platform/errors.js';
import { acting } from '../support/actors.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildDraft, buildPost } from './builders.js';

describe('What is offered to an advocate', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let services: TestServices;
  beforeEach(() => (services = createTestServices()));

  const titles = async (teamId: string | null = null, topicIds: string[] = []) =>
    (await listOfferedPosts(services, { teamId, topicIds })).map(({ title }) => title);

  it('is published, newest first, and never a draft', async () => {
    services.setNow('2026-11-01T09:00:00Z');
    await buildPost({ services, title: 'Older' });
    services.setNow('2026-11-02T09:00:00Z');
    await buildPost({ services, title: 'Newer' });
    await buildDraft({ services, title: 'Draft' });
    expect(await titles()).to.deep.equal(['Newer', 'Older']);
  });

  it('is for their team or for everyone', async () => {
    const [sales, legal] = [await buildTeam(), await buildTeam()];
    await buildPost({ title: 'For sales', audienceTeamIds: [sales.id] });
    await buildPost({ title: 'For all' });
    expect(await titles(sales.id)).to.have.members(['For sales', 'For all']);
    expect(await titles(legal.id)).to.deep.equal(['For all']);
    expect(await titles(null)).to.deep.equal(['For all']);
  });

  it('is of the topics they follow, or of none; of all when they follow none', async () => {
    const [jobs, green] = [
      await createTopic(services, { actor: acting('editor'), name: 'Jobs' }),
      await createTopic(services, { actor: acting('editor'), name: 'Green' }),
    ];
    await buildPost({ title: 'Jobs', topicId: jobs.id });
    await buildPost({ title: 'Green', topicId: green.id });
    await buildPost({ title: 'No topic', topicId: null });
    expect(await titles(null, [jobs.id])).to.have.members(['Jobs', 'No topic']);
    expect(await titles()).to.have.length(3);
  });

  it('ends with its last moment, before the job comes by', async () => {
    services.setNow('2026-11-20T09:00:00Z');
    const post = await buildPost({ services, lastDay: '2026-11-21' });
    services.setNow('2026-11-21T22:59:59.000Z');
    expect(await titles()).to.have.length(1);
    services.setNow('2026-11-21T23:00:00Z');
    expect(await titles()).to.be.empty;
    const error: unknown = await getOfferedPost(services, { id: post.id, teamId: null }).catch(
      (e: unknown) => e,
    );
    expect(error).to.be.instanceOf(NotAllowedNow);
  });

  it('carries all that a share needs', async () => {
    const topic = await createTopic(services, { actor: acting('editor'), name: 'Jobs' });
    const post = await buildPost({
      services,
      topicId: topic.id,
      title: 'We hire',
      suggestedCopy: ['One', ' ', 'Two'],
    });
    expect(post).to.deep.include({
      title: 'We hire',
      topic: { id: topic.id, name: 'Jobs', colour: topic.colour, motif: null },
      suggestedCopy: ['One', 'Two'],
      campaign: 'we-hire',
      level: 'corporate',
      audienceTeamIds: [],
      publishedAt: services.clock.now(),
      lastDay: null,
      endsAt: null,
    });
  });

  it('does not exist for another team, before it is published, or under a malformed id', async () => {
    const [sales, legal] = [await buildTeam(), await buildTeam()];
    const post = await buildPost({ audienceTeamIds: [sales.id] });
    const draft = await buildDraft();
    for (const [id, teamId] of [
      [post.id, legal.id],
      [draft.id, null],
      ['not-an-id', null],
    ] as const) {
      const error: unknown = await getOfferedPost(services, { id, teamId }).catch((e: unknown) => e);
      expect(error, id).to.be.instanceOf(NotFound);
    }
  });

  it('says so when a post was recalled; reports still find it', async () => {
    const post = await buildPost();
    const approver = await buildUser({ roles: ['approver'] });
    await recallPost(services, { postId: post.id, actor: approver, note: 'A wrong number' });
    const error: unknown = await getOfferedPost(services, { id: post.id, teamId: null }).catch(
      (e: unknown) => e,
    );
    expect(error).to.be.instanceOf(NotAllowedNow);
    const brief = (await findPosts([post.id])).get(post.id);
    expect(brief).to.deep.include({
      title: post.title,
      link: post.link,
      status: 'recalled',
      level: 'corporate',
    });
  });
});
