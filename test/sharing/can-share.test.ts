import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { reactions } from '../../jobs/reactions.js';
import { composeDigest } from '../../src/digests/compose-digest.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { publishGuideline } from '../../src/guidelines/index.js';
import { pauseSharing, resumeSharing } from '../../src/organization/pause-sharing.js';
import { SharingPause } from '../../src/participation/sharing-pause.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { openShare } from '../../src/sharing/open-share.js';
import { Share } from '../../src/sharing/share.model.js';
import { canShare } from '../../src/sharing/can-share.js';
import { buildPost } from '../posts/builders.js';
import { getOrganization } from '../../src/organization/index.js';
import { buildShare } from './builders.js';
import { onceReached } from '../support/once-reached.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Sharing a post', () => {
  const services = createTestServices();
  let app: App;

  before(useDatabase);
  before(() => {
    app = createApp(services);
  });
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
  });

  const pause = async () =>
    pauseSharing(services, {
      reason: 'A ferry ran aground.',
      actor: await buildUser({ roles: ['admin'] }),
    });
  const problemOf = async (person: { id: string; teamId: string | null }, postId: string) =>
    canShare(services, { person, postId }).then(
      ({ problem }) => problem,
      (error: Error) => error.name,
    );

  it('is possible for whom it is offered to, unless sharing is paused or the guideline is not acknowledged', async () => {
    const [ours, theirs] = [await buildTeam(), await buildTeam()];
    const post = await buildPost({ services, audienceTeamIds: [ours.id] });
    const { id } = await buildUser({ teamId: ours.id });
    const person = { id, teamId: ours.id };
    expect(await problemOf(person, post.id)).to.equal(null);
    expect(await problemOf({ id, teamId: theirs.id }, post.id)).to.equal('NotFound');
    const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    await publishGuideline(services, { ...text, actor: await buildUser({ roles: ['editor'] }) });
    expect(await problemOf(person, post.id)).to.equal('guideline-first');
    await pause();
    expect(await problemOf(person, post.id)).to.equal('paused');
  });

  it('stores nothing while sharing is paused, says why on each page, and keeps what was typed', async () => {
    const post = await buildPost({ services });
    const agent = await signedIn(app);
    await agent.visit(`/posts/${post.id}`);
    await pause();
    const refused = await agent.submit({ caption: 'My own words' }, `/posts/${post.id}/shares`);
    const back = `/posts/${post.id}?network=linkedin&from=direct`;
    expect([refused.status, refused.headers.location]).to.deep.equal([303, back]);
    await agent.visit(`/posts/${post.id}`);
    expect(agent.page('.pause-bar').text()).to.contain('A ferry ran aground.');
    expect(agent.page('main').text()).to.contain('Sharing is paused').and.contain('My own words');
    expect(agent.page('[name=caption]')).to.have.length(0);
    expect(await Share.countDocuments()).to.equal(0);
    await resumeSharing(services, {
      since: services.clock.now(),
      actor: await buildUser({ roles: ['admin'] }),
    });
    await agent.visit(`/posts/${post.id}`);
    expect(agent.page('.pause-bar')).to.have.length(0);
    expect(agent.page('[name=caption]').text()).to.contain('My own words');
  });

  it('that was prepared before a pause or new guidelines can’t be posted from its page', async () => {
    const agent = await signedIn(app);
    const share = await buildShare({ services, advocateId: agent.user.id, network: 'linkedin' });
    const page = `/shares/${share.id}`;
    expect((await agent.visit(page)).text).to.contain('linkedin.com');
    await pause();
    const paused = await agent.visit(page);
    expect(paused.text).not.to.contain('linkedin.com').and.not.contain(share.trackedUrl);
    expect(agent.page('main').text()).to.contain('Sharing is paused');
    await resumeSharing(services, {
      since: services.clock.now(),
      actor: await buildUser({ roles: ['admin'] }),
    });
    const text = { title: 'Taking part', markdown: 'Be kind.', disclosure: 'I work at Acme.' };
    await publishGuideline(services, { ...text, actor: await buildUser({ roles: ['editor'] }) });
    expect((await agent.visit(page)).text).not.to.contain('linkedin.com');
  });

  it('stays paused when somebody ends an earlier pause from an old page', async () => {
    await pause();
    const since = services.clock.now();
    const actor = await buildUser({ roles: ['admin'] });
    await resumeSharing(services, { since, actor });
    services.setNow('2026-11-18T10:00:00Z');
    await pause();
    const refused = await resumeSharing(services, { since, actor }).catch((error: unknown) => error);
    expect(refused).to.have.property('reason', 'organization.paused-again');
    expect((await getOrganization())!.pause).not.to.equal(null);
  });

  it('is refused also when the pause begins at the last moment', async () => {
    const post = await buildPost({ services });
    const person = (await findActivePerson((await buildUser()).id))!;
    const share = { actor: person, postId: post.id, network: 'linkedin' as const, caption: 'Now' };
    onceReached('share.linked', pause);
    const refused = await openShare(services, share).catch((error: unknown) => error);
    expect(refused).to.have.property('reason', 'sharing.paused');
    expect(await Share.countDocuments()).to.equal(0);
  });

  it('is not offered by digests while sharing is paused', async () => {
    await buildPost({ services });
    const person = (await findActivePerson((await buildUser()).id))!;
    expect((await composeDigest(services, { person, since: null }))!.first).not.to.equal(null);
    await pause();
    expect(await composeDigest(services, { person, since: null })).to.equal(null);
  });

  it('is paused by admins alone, with a reason, once, and its intervals are stored for good', async () => {
    const agent = await signedIn(app, { roles: ['admin'] });
    await agent.visit('/admin/organization/pause');
    const empty = await agent.submit({ reason: ' ' }, '/admin/organization/pause');
    expect(empty.status).to.equal(422);
    expect(agent.page('#reason-error').text()).to.contain('Say why');
    await agent.submit({ reason: 'A ferry ran aground.' }, '/admin/organization/pause');
    await agent.visit('/admin/organization/pause');
    expect(agent.page('h1').text()).to.equal('Sharing is paused');
    services.setNow('2026-11-18T12:00:00Z');
    await agent.submit({}, '/admin/organization/pause/end');
    await eventsPublished();
    await react(services, reactions);
    const intervals = await SharingPause.find().lean();
    expect(intervals.map(({ from, to }) => [from.toISOString(), to!.toISOString()])).to.deep.equal([
      ['2026-11-18T09:00:00.000Z', '2026-11-18T12:00:00.000Z'],
    ]);
    const editor = await signedIn(app, { roles: ['editor'] });
    expect((await editor.http.get('/admin/organization/pause')).status).to.equal(403);
  });
});
