import { expect } from 'chai';
import { reactions } from '../../jobs/reactions.js';
import { createApp } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { PersonNotice } from '../../src/notifications/notice.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { approvePost, recallPost } from '../../src/posts/index.js';
import { restorePost } from '../../src/posts/review-post.js';
import { updateDailyStatistics } from '../../src/statistics/index.js';
import { buildClick } from '../clicks/builders.js';
import { buildAcknowledgement, buildGuideline } from '../guidelines/builders.js';
import { buildPost } from '../posts/builders.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { sendDueDigests } from '../support/send-mails.js';
import { buildShare } from './builders.js';

describe('Where an advocate came from to share', () => {
  let services: TestServices;

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
  });

  type Agent = Awaited<ReturnType<typeof signedIn>>;
  const advocate = () => signedIn(createApp(services));
  const runReactions = async () => {
    await eventsPublished();
    await react(services, reactions);
  };

  /** Follows the link to the post on this page, shares it, and returns what was stored. */
  async function originFrom(agent: Agent, page: string, postId: string) {
    await agent.visit(page);
    const link = agent.page(`main a[href^="/posts/${postId}"]`).first().attr('href')!;
    return originOf(agent, link);
  }
  async function originOf(agent: Agent, address: string) {
    services.setNow(new Date(services.clock.now().getTime() + 60_000));
    const { pathname, search } = new URL(address, 'http://localhost');
    await agent.visit(pathname + search);
    const answer = await agent.submit({ caption: 'My words', network: 'linkedin' }, `${pathname}/shares`);
    expect(answer.status).to.equal(303);
    await runReactions();
    return (await Participation.findOne({ kind: 'prepared' }).sort({ at: -1 }).lean())!.origin;
  }

  it('is the feed, its results, the page of a share, or the page of a post that is over', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    expect(await originFrom(agent, '/feed', post.id)).to.equal('feed');
    expect(await originFrom(agent, '/feed', post.id), 'already shared').to.equal('feed');
    const share = await buildShare({ services, advocateId: agent.user.id, postId: post.id });
    expect(await originFrom(agent, `/shares/${share.id}`, post.id)).to.equal('share');
    await buildClick({ slug: share.slug, at: services.clock.now() });
    await updateDailyStatistics(services);
    services.setNow('2026-11-20T09:00:00Z');
    expect(await originFrom(agent, '/me', post.id)).to.equal('results');
    const over = await buildPost({ services, lastDay: '2026-11-20' });
    services.setNow('2026-11-21T09:00:00Z');
    expect(await originFrom(agent, `/posts/${over.id}`, post.id)).to.equal('not-offered');
  });

  it('is the digest that led to it', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    services.setNow('2026-11-20T09:00:00Z');
    await sendDueDigests(services);
    services.setNow('2026-11-27T09:00:00Z');
    await sendDueDigests(services);
    const mail = services.outbox.find(({ to }) => to.address === agent.user.email)!;
    const link = new RegExp(`/posts/${post.id}\\S*`).exec(mail.text)![0];
    expect(await originOf(agent, link)).to.equal('digest');
  });

  it('is the notice that led to it', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    await buildShare({ services, advocateId: agent.user.id, postId: post.id });
    const approver = await buildUser({ roles: ['approver'] });
    await recallPost(services, { postId: post.id, actor: approver, note: 'Wrong' });
    await runReactions();
    const notice = (await PersonNotice.findOne({ personId: agent.user.id }).lean())!;
    // It is offered again by the time that the notice is read.
    await restorePost(services, { postId: post.id, actor: acting('editor') });
    await approvePost(services, { postId: post.id, actor: approver });
    const { headers } = await agent.visit(`/notices/${notice._id.toString()}`);
    expect(await originOf(agent, headers.location!)).to.equal('notice');
  });

  it('is not known of the post’s own address, and of whatever else somebody writes there', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    for (const query of ['', '?from=', '?from=chat', '?from[$gt]=a', '?from=feed&from=digest'])
      expect(await originOf(agent, `/posts/${post.id}${query}`), query).to.equal('direct');
  });

  it('stays with another suggestion, and while the guidelines are read', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    await agent.visit(`/posts/${post.id}?from=digest`);
    const another = agent.page('[data-another]').attr('href')!;
    expect(await originOf(agent, another)).to.equal('digest');
    await buildGuideline(services);
    await agent.visit(`/posts/${post.id}?from=digest`);
    await agent.visit(agent.page('main a.button').attr('href')!);
    const acknowledged = await agent.submit({ agreed: 'yes' }, '/guidelines');
    expect(await originOf(agent, acknowledged.headers.location!)).to.equal('digest');
  });

  it('stays when a new version of the guidelines interrupts', async () => {
    const agent = await advocate();
    const post = await buildPost({ services });
    await agent.visit(`/posts/${post.id}?from=digest`);
    await buildGuideline(services);
    const refused = await agent.submit({ network: 'linkedin', caption: 'Mine' }, `/posts/${post.id}/shares`);
    await buildAcknowledgement(services, agent.user.id);
    const next = new URL(refused.headers.location!, 'http://localhost').searchParams.get('next')!;
    expect(await originOf(agent, next)).to.equal('digest');
  });
});
