import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { EventRecord } from '../../src/events/event.model.js';
import {
  countToReview,
  editPost,
  expireDuePosts,
  findPosts,
  getOfferedPost,
  moveAudience,
  countPostsFor,
  recallPost,
} from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { approveProposal, restorePost, withdrawProposal } from '../../src/posts/review-post.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { TrackedLink } from '../../src/links/tracked-link.model.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { openShare } from '../../src/sharing/open-share.js';
import { updateOrganization } from '../../src/organization/index.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { buildPost } from './builders.js';

describe('A change of a published post', () => {
  before(useDatabase);
  let services: TestServices;
  let app: App;
  beforeEach(async () => {
    await emptyDatabase();
    services = createTestServices();
    app = createApp(services);
  });

  const stored = async (id: string) => (await Post.findById(id).lean())!;
  const caught = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  /** A published post that somebody shares, and a change of it by Ana. */
  async function changed(changes: Record<string, string | string[]> = { title: 'A better title' }) {
    const post = await buildPost({ services, link: 'https://example.com/first', lastDay: '2026-12-01' });
    const person = (await findActivePerson((await buildUser()).id))!;
    await openShare(services, { actor: person, postId: post.id, network: 'linkedin', caption: 'Look.' });
    const ana = await signedIn(app, { name: 'Ana', roles: ['editor', 'approver'] });
    const page = `/studio/posts/${post.id}`;
    await ana.visit(`${page}/edit`);
    expect((await ana.submit(changes, `${page}/edit`)).status).to.equal(303);
    return { post, id: post.id, page, ana };
  }
  const signedInApprover = () => signedIn(app, { name: 'Ben', roles: ['editor', 'approver'] });
  const offered = (id: string) => getOfferedPost(services, { id, teamId: null });
  const target = async () => (await TrackedLink.findOne().lean())!.target;

  it('waits for an approver who did not write it, is compared with the post, and then replaces it with its links', async () => {
    const { id, page, ana, post } = await changed({
      title: 'Post with a better title',
      link: 'https://example.com/second',
      suggestedCopy: ['I am glad we do this now.', 'Have a look at this.'],
    });
    expect(await offered(id)).to.include({ title: post.title, link: post.link });
    await ana.visit(page);
    expect(ana.page('.badge').first().text()).to.equal('Published · a change waits for approval');
    expect(ana.page('main').text()).to.contain('someone else approves it');
    expect(ana.page('form[action$="/approve"]')).to.have.length(0);

    const ben = await signedInApprover();
    expect(await countToReview((await findActivePerson(ben.user.id))!)).to.equal(1);
    expect(await countToReview((await findActivePerson(ana.user.id))!)).to.equal(0);
    await ben.visit('/studio');
    expect(ben.page('[data-part=queue-to-review]').text()).to.contain('a change waits for approval');
    await ben.visit('/studio/posts?status=in-review');
    expect(ben.page('.item')).to.have.length(1);
    await ben.visit(page);
    const comparison = ben.page('[data-part=proposal] .comparison');
    expect(comparison.find('ins').text()).to.contain('Added: with a better title').and.contain('now');
    expect(comparison.find('del').text()).to.contain('https://example.com/first');
    const parts = ben
      .page('[data-part]')
      .toArray()
      .map((one) => ben.page(one).attr('data-part'));
    expect(parts.indexOf('proposal')).to.be.below(parts.indexOf('preview-proposed'));

    expect((await ben.submit({}, `${page}/proposal/approve`)).status).to.equal(303);
    expect(await offered(id)).to.include({
      title: 'Post with a better title',
      link: 'https://example.com/second',
    });
    expect(await target()).to.equal('https://example.com/second');
    const { status, proposed, publishedAt, writerIds } = await stored(id);
    expect({ status, proposed }).to.deep.equal({ status: 'published', proposed: null });
    expect(publishedAt).to.deep.equal(post.publishedAt);
    expect(writerIds.map(String)).to.include(ana.user.id);
    await eventsPublished();
    const events = await EventRecord.find({ of: `post/${id}`, type: /proposal-approved/ }).lean();
    expect(events).to.have.length(1);
  });

  it('comes back with a note, is sent again by saving it, and can be withdrawn', async () => {
    const { id, page, ana, post } = await changed();
    const ben = await signedInApprover();
    await ben.visit(page);
    expect((await ben.submit({ note: ' ' }, `${page}/proposal/return`)).status).to.equal(422);
    expect(ben.page('#note').attr('aria-invalid')).to.equal('true');
    expect((await ben.submit({ note: 'Which title?' }, `${page}/proposal/return`)).status).to.equal(303);
    expect(await offered(id)).to.include({ title: post.title });
    expect(await countToReview((await findActivePerson(ben.user.id))!)).to.equal(0);

    await ana.visit('/studio');
    expect(ana.page('[data-part=queue-drafts]').text())
      .to.contain('Published · a change was returned')
      .and.contain('Ben returned it: “Which title?”');
    await ana.visit(`${page}/edit`);
    expect(ana.page('#title').val()).to.equal('A better title');
    await ana.submit({ title: 'The best title' }, `${page}/edit`);
    expect((await stored(id)).proposed).to.deep.include({
      status: 'in-review',
      changes: { title: 'The best title' },
    });
    await ana.visit(page);
    expect((await ana.submit({}, `${page}/proposal/withdraw`)).status).to.equal(303);
    expect((await stored(id)).proposed).to.equal(null);
    expect(await offered(id)).to.include({ title: post.title });
  });

  it('ends when its editor takes the words back, and what needs no approval takes effect', async () => {
    const { id, page, ana, post } = await changed();
    await ana.visit(`${page}/edit`);
    await ana.submit({ title: post.title, level: 'individual' }, `${page}/edit`);
    const { proposed, level, history } = await stored(id);
    expect({ proposed, level }).to.deep.equal({ proposed: null, level: 'individual' });
    expect(history!.at(-1)!.action).to.equal('withdraw-proposal');
  });

  it('leaves room for what needs no approval: it takes effect at once, and stays when the change is approved', async () => {
    const { id, page, ana } = await changed();
    await ana.visit(page);
    const edit = `${page}/edit`;
    await ana.visit(`${edit}?version=published`);
    expect(ana.page('#title').val()).not.to.equal('A better title');
    const refused = await ana.submit({ summary: 'Other words', expiresOn: '2026-12-24' }, edit);
    expect(refused.status).to.equal(422);
    expect(ana.page('#summary-error').text()).to.contain('Edit that change instead');
    expect(ana.page('#expiresOn-error').text()).to.contain('Edit that change instead');
    expect(ana.page('#summary').val()).to.contain('Other words');
    expect(ana.page('[name=version]').val()).to.equal('published');
    await ana.visit(`${edit}?version=published`);
    expect((await ana.submit({ expiresOn: '2026-11-25', level: 'individual' }, edit)).status).to.equal(303);
    expect(await stored(id)).to.include({ lastDay: '2026-11-25', level: 'individual' });
    expect((await stored(id)).linkState!.lastDay).to.equal('2026-11-25');
    const ben = await signedInApprover();
    await ben.visit(page);
    await ben.submit({}, `${page}/proposal/approve`);
    expect(await stored(id)).to.include({
      title: 'A better title',
      lastDay: '2026-11-25',
      level: 'individual',
    });
  });

  it('is not approved by anybody who wrote a part of it, an admin neither, nor without the token of the form', async () => {
    const { page, ana, id } = await changed();
    const admin = await signedIn(app, { roles: ['admin'] });
    await admin.visit(`${page}/edit`);
    await admin.submit({ summary: 'My own words' }, `${page}/edit`);
    const { writerIds } = (await stored(id)).proposed!;
    expect(writerIds.map(String)).to.deep.equal([ana.user.id, admin.user.id]);
    await admin.visit(page);
    const _csrf = admin.page('input[name=_csrf]').first().val() as string;
    for (const [token, status] of [
      [_csrf, 409],
      ['', 403],
    ] as const)
      for (const step of token ? ['approve'] : ['approve', 'return', 'withdraw']) {
        const answer = await admin.http
          .post(`${page}/proposal/${step}`)
          .type('form')
          .send({ _csrf: token, note: 'x' });
        expect(answer.status, step).to.equal(status);
      }
    const advocate = await signedIn(app, { roles: ['advocate'] });
    await advocate.visit('/feed');
    const token = advocate.page('input[name=_csrf]').first().val() as string;
    for (const step of ['approve', 'return', 'withdraw'])
      expect(
        (await advocate.http.post(`${page}/proposal/${step}`).type('form').send({ _csrf: token })).status,
      ).to.equal(403);
    expect((await advocate.visit(`${page}/history`)).status).to.equal(403);
    expect((await stored(id)).proposed!.status).to.equal('in-review');
  });

  it('keeps apart two editors: the second sees what the first wrote, and may then replace it', async () => {
    const { page, ana, id } = await changed();
    const ben = await signedInApprover();
    await ben.visit(`${page}/edit`);
    await ana.visit(`${page}/edit`);
    await ana.submit({ title: 'Title by Ana' }, `${page}/edit`);
    expect((await ben.submit({ title: 'Title by Ben' }, `${page}/edit`)).status).to.equal(409);
    expect(ben.page('#conflict').text()).to.contain('Ana changed this post');
    expect(ben.page('#conflict textarea').text()).to.contain('Title by Ana');
    expect(ben.page('#title').val()).to.equal('Title by Ben');
    expect((await ben.submit({}, `${page}/edit`)).status).to.equal(303);
    expect((await stored(id)).proposed!.changes.title).to.equal('Title by Ben');
  });

  it('is not approved or returned unread: an older one is refused, by name, and the note stays typed', async () => {
    const { page, ana, id } = await changed();
    const ben = await signedInApprover();
    await ben.visit(page);
    await ana.visit(`${page}/edit`);
    await ana.submit({ title: 'Not what Ben read' }, `${page}/edit`);
    expect((await ben.submit({}, `${page}/proposal/approve`)).status).to.equal(409);
    expect(ben.page('.error-summary').text()).to.contain('Ana changed this post');
    expect(ben.page('.comparison').text()).to.contain('Not what Ben read');
    await ana.visit(page);
    await ana.visit(`${page}/edit`);
    await ana.submit({ title: 'Changed once more' }, `${page}/edit`);
    expect((await ben.submit({ note: 'Too long' }, `${page}/proposal/return`)).status).to.equal(409);
    expect(ben.page('#note').val()).to.contain('Too long');
    await ana.visit(page);
    await ana.submit({}, `${page}/proposal/withdraw`);
    expect((await ben.submit({ note: 'Too long' }, `${page}/proposal/return`)).status).to.equal(409);
    expect(ben.page('main').text()).to.contain('Ana changed this post').and.contain('Too long');
    expect((await stored(id)).proposed).to.equal(null);
  });

  describe('and something else at the same moment:', () => {
    const approverOf = async () => (await buildUser({ roles: ['approver'] })).id;

    it('a recall that was first stops the approval, and nothing of the change is published', async () => {
      const { id, ana, post } = await changed({ link: 'https://example.com/second' });
      const personId = await approverOf();
      onceReached('change.ready', () => recallPost(services, { postId: id, actor: ana.user, note: 'Wrong' }));
      expect(
        await caught(approveProposal(services, { postId: id, actor: acting('approver', personId) })),
      ).to.be.instanceOf(NotAllowedNow);
      expect(await stored(id)).to.include({ status: 'recalled', link: post.link });
      expect(await TrackedLink.findOne().lean()).to.include({
        switchedOff: 'withdrawn',
        target: post.link,
      });
    });

    it('an approval that was first does not stop the recall, and the links are off', async () => {
      const { id, ana } = await changed({ link: 'https://example.com/second' });
      const personId = await approverOf();
      onceReached('change.ready', () =>
        approveProposal(services, { postId: id, actor: acting('approver', personId) }),
      );
      await recallPost(services, { postId: id, actor: ana.user, note: 'Wrong' });
      expect(await stored(id)).to.include({ status: 'recalled', link: 'https://example.com/second' });
      expect((await TrackedLink.findOne().lean())!.switchedOff).to.equal('withdrawn');
    });

    it('of two recalls one is made, and the other one learns it', async () => {
      const { id, ana } = await changed();
      const recall = () => recallPost(services, { postId: id, actor: ana.user, note: 'Wrong' });
      onceReached('change.ready', recall);
      expect(await caught(recall())).to.be.instanceOf(NotAllowedNow);
      expect((await stored(id)).history!.filter(({ action }) => action === 'recall')).to.have.length(1);
    });

    it('an approval of a later last day while the post expires: one of them wins, and the links agree', async () => {
      for (const first of ['approval', 'expiry']) {
        await emptyDatabase();
        services.setNow('2026-11-18T09:00:00Z');
        const { id } = await changed({ expiresOn: '2026-12-31' });
        const personId = await approverOf();
        services.setNow('2026-12-01T23:00:00Z');
        const approve = () =>
          caught(approveProposal(services, { postId: id, actor: acting('approver', personId) }));
        const expire = () => expireDuePosts(services);
        let second: unknown;
        if (first === 'approval') {
          onceReached('change.ready', approve);
          await expire();
        } else {
          onceReached('change.ready', expire);
          second = await approve();
        }
        const { status, lastDay } = await stored(id);
        const { switchedOff } = (await TrackedLink.findOne().lean())!;
        if (first === 'approval')
          expect([status, lastDay, switchedOff ?? null]).to.deep.equal(['published', '2026-12-31', null]);
        else expect([status, lastDay, switchedOff]).to.deep.equal(['expired', '2026-12-01', 'expired']);
        expect(second instanceof NotAllowedNow).to.equal(first === 'expiry');
      }
    });

    it('two approvers: one publishes it, once', async () => {
      const { id } = await changed();
      const [one, two] = [await approverOf(), await approverOf()];
      onceReached('change.ready', () =>
        approveProposal(services, { postId: id, actor: acting('approver', one) }),
      );
      expect(
        await caught(approveProposal(services, { postId: id, actor: acting('approver', two) })),
      ).to.be.instanceOf(NotAllowedNow);
      const { history } = await stored(id);
      expect(history!.filter(({ action }) => action === 'approve-proposal')).to.have.length(1);
    });
  });

  it('can’t be approved while the post is recalled; restored, the post is reviewed with it', async () => {
    const { id, page, ana, post } = await changed({
      title: 'Corrected',
      imageUrl: 'https://example.com/a.png',
    });
    const ben = await signedInApprover();
    await recallPost(services, { postId: id, actor: ben.user, note: 'A wrong number' });
    expect(await caught(approveProposal(services, { postId: id, actor: ben.user }))).to.be.instanceOf(
      NotAllowedNow,
    );
    await ben.visit(page);
    expect(ben.page('form[action$="/approve"]')).to.have.length(0);
    const carla = await signedIn(app, { roles: ['editor'] });
    await restorePost(services, { postId: id, actor: carla.user });
    const restored = await stored(id);
    expect(restored).to.include({ status: 'in-review', title: 'Corrected', proposed: null });
    expect(restored.writerIds.map(String)).to.include.members([ana.user.id, carla.user.id]);
    // Reports and results show what was approved.
    expect((await findPosts([id])).get(id)).to.include({ title: post.title, imageUrl: null });
    await ben.visit(page);
    await ben.submit({}, `${page}/approve`);
    expect(await offered(id)).to.include({ title: 'Corrected' });
  });

  it('does not stop the last day of the post; restored, the post has the later day that was proposed', async () => {
    const { id, ana } = await changed({ expiresOn: '2027-01-31' });
    services.setNow('2026-12-01T23:00:00Z');
    expect(await expireDuePosts(services)).to.equal(1);
    expect(await stored(id)).to.include({ status: 'expired', lastDay: '2026-12-01' });
    expect((await TrackedLink.findOne().lean())!.switchedOff).to.equal('expired');
    await restorePost(services, { postId: id, actor: ana.user });
    expect(await stored(id)).to.include({ status: 'in-review', lastDay: '2027-01-31' });
  });

  it('is offered to the team that its team was merged into', async () => {
    const [old, other, merged] = [await buildTeam(), await buildTeam(), await buildTeam()];
    const { id } = await buildPost({ services, audienceTeamIds: [other.id] });
    const { title, link, suggestedCopy } = await stored(id);
    const editor = await buildUser({ roles: ['editor'] });
    const audienceTeamIds = [other.id, old.id];
    await editPost(services, {
      title,
      link,
      suggestedCopy,
      postId: id,
      actor: editor,
      audienceTeamIds,
    });
    expect(await countPostsFor(old.id)).to.equal(1);
    await moveAudience(services, { from: old.id, to: merged.id });
    const { proposed, audienceTeamIds: now } = await stored(id);
    expect(now.map(String)).to.deep.equal([other.id]);
    expect(proposed!.changes.audienceTeamIds!.map(String)).to.deep.equal([other.id, merged.id]);
  });

  it('is in the history with its words, as long as few enough changes follow', async () => {
    const { id, page, ana } = await changed({ title: 'First words' });
    const person = { postId: id, actor: ana.user };
    const { link, suggestedCopy } = await stored(id);
    await withdrawProposal(services, person);
    for (let n = 1; n <= 55; n += 1)
      await editPost(services, { ...person, link, suggestedCopy, title: `Title ${n}`, topicId: null });
    await ana.visit(`${page}/history`);
    expect(ana.page('.timeline ins').first().text()).to.contain('55');
    // Comparing and printing the words of all changes at once would hold up tracked links.
    expect(ana.page('.timeline > li').length).to.equal(10);
    await ana.visit(ana.page('a[rel=next]').attr('href')!);
    expect(ana.page('.timeline ins').first().text()).to.contain('45');
    const { history } = await stored(id);
    expect(history!.filter(({ words }) => words?.length)).to.have.length(50);
    expect(history!.at(-50)!.words).to.have.length(1);
    expect(history!.at(-51)!.words).to.equal(undefined);
    expect(history!.at(-51)!.action).to.equal('propose');
  });

  it('is approved by nobody who wrote an earlier one that a colleague’s form still held', async () => {
    const post = await buildPost({ services });
    const { link, title } = await stored(post.id);
    const both = await buildUser({ roles: ['editor', 'approver'] });
    const colleague = await buildUser({ roles: ['editor'] });
    const words = { postId: post.id, link, title, suggestedCopy: ['All mine.'] };
    await editPost(services, { ...words, actor: both });
    await withdrawProposal(services, { postId: post.id, actor: both });
    // The colleague opened the proposal before, and saves it again.
    await editPost(services, { ...words, actor: colleague });
    const refused = await approveProposal(services, { postId: post.id, actor: both }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.have.property('reason', 'posts.own-words');
  });

  it('is not approved while its link leads to a host that is not allowed any more', async () => {
    const post = await buildPost({ services });
    const { suggestedCopy, title } = await stored(post.id);
    const editor = await buildUser({ roles: ['editor'] });
    const approver = await buildUser({ roles: ['approver'] });
    const link = 'https://other.example/x';
    await editPost(services, { postId: post.id, link, title, suggestedCopy, actor: editor });
    await updateOrganization(services, { actor: 'operator', targetHosts: ['example.com'] });
    const refused = await approveProposal(services, { postId: post.id, actor: approver }).catch(
      (error: unknown) => error,
    );
    expect(refused).to.have.nested.property('reason.key', 'links.target-elsewhere');
    expect((await stored(post.id)).link).to.equal(post.link);
  });

  it('shows no picture that nobody approved, also when the post is over', async () => {
    const post = await buildPost({ services, imageUrl: 'https://example.com/approved.png' });
    const editor = await buildUser({ roles: ['editor'] });
    const by = { postId: post.id, actor: editor };
    await recallPost(services, { ...by, note: 'Wrong.' });
    await restorePost(services, by);
    const { link, suggestedCopy, title } = await stored(post.id);
    const imageUrl = 'https://example.com/unapproved.png';
    await editPost(services, { ...by, link, suggestedCopy, title, imageUrl, lastDay: '2026-11-18' });
    services.setNow('2026-11-20T09:00:00Z');
    await expireDuePosts(services);
    expect((await findPosts([post.id])).get(post.id)!.imageUrl).to.equal('https://example.com/approved.png');
  });
});
