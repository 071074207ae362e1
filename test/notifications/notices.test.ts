import { expect } from 'chai';
import supertest from 'supertest';
import { noticeKinds } from '../../jobs/notices.js';
import { reactions } from '../../jobs/reactions.js';
import { createApp, type App } from '../../src/app.js';
import { eventsPublished } from '../../src/events/index.js';
import { EventRecord } from '../../src/events/event.model.js';
import { react } from '../../src/events/react.js';
import { publishGuideline } from '../../src/guidelines/index.js';
import { acknowledgeGuideline } from '../../src/guidelines/acknowledge-guideline.js';
import { PersonNotice } from '../../src/notifications/notice.model.js';
import { Post } from '../../src/posts/post.model.js';
import { returnProposal } from '../../src/posts/review-post.js';
import { MailFailed } from '../../src/platform/net/mail.js';
import { chooseNotices, listChoices } from '../../src/notifications/choose-notices.js';
import { notify } from '../../src/notifications/notify.js';
import { User } from '../../src/people/user.model.js';
import { sendWaiting } from '../support/send-mails.js';
import { countUnread, readAllNotices } from '../../src/notifications/read-notices.js';
import { editPost, approvePost, recallPost, returnPost, submitPost } from '../../src/posts/index.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { buildShare } from '../sharing/builders.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('Notices', () => {
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    services.setNow('2026-11-18T09:00:00Z');
  });

  /** What each person has, as `kind new` or `kind read`, after all reactions ran. */
  const noticesOf = async (...people: { id: string }[]): Promise<string[][]> => {
    await eventsPublished();
    await react(services, reactions);
    return Promise.all(
      people.map(async ({ id }) => {
        const found = await PersonNotice.find({ personId: id }).sort({ at: 1, _id: 1 }).lean();
        return found.map(({ kind, readAt }) => `${kind} ${readAt ? 'read' : 'new'}`);
      }),
    );
  };

  const later = (minutes: number) =>
    services.setNow(new Date(services.clock.now().getTime() + minutes * 60_000));

  describe('of a post', () => {
    const draftOf = (author: { id: string }, title = 'The new ferry') =>
      buildDraft({ services, title, authorId: author.id });

    it('go to approvers who did not write it, and end when one of them decides', async () => {
      const writer = await buildUser({ roles: ['editor', 'approver'] });
      const [first, second] = [
        await buildUser({ roles: ['approver'] }),
        await buildUser({ roles: ['admin'] }),
      ];
      const advocate = await buildUser();
      const { id: postId } = await draftOf(writer);
      await submitPost(services, { postId, actor: writer });
      expect(await noticesOf(writer, first, second, advocate)).to.deep.equal([
        [],
        ['post-submitted new'],
        ['post-submitted new'],
        [],
      ]);
      later(5);
      await returnPost(services, { postId, actor: first, note: 'Name the harbour.' });
      expect(await noticesOf(writer, first, second)).to.deep.equal([
        ['post-returned new'],
        ['post-submitted read'],
        ['post-submitted read'],
      ]);
    });

    it('are new again for each time it is sent to review, and the note ends then', async () => {
      const [writer, approver] = [
        await buildUser({ roles: ['editor'] }),
        await buildUser({ roles: ['approver'] }),
      ];
      const { id: postId } = await draftOf(writer);
      await submitPost(services, { postId, actor: writer });
      later(5);
      await returnPost(services, { postId, actor: approver, note: 'Name the harbour.' });
      later(5);
      await submitPost(services, { postId, actor: writer });
      expect(await noticesOf(writer, approver)).to.deep.equal([
        ['post-returned read'],
        ['post-submitted read', 'post-submitted new'],
      ]);
    });

    it('say that it is published to who wrote it, and that it is approved only if it waits for its time', async () => {
      const [writer, approver] = [
        await buildUser({ roles: ['editor'] }),
        await buildUser({ roles: ['approver'] }),
      ];
      const now = await draftOf(writer);
      const scheduled = await buildDraft({
        services,
        publishAt: new Date('2026-12-01T09:00:00Z'),
        authorId: writer.id,
      });
      for (const { id: postId } of [now, scheduled]) {
        await submitPost(services, { postId, actor: writer });
        later(1);
        await approvePost(services, { postId, actor: approver });
        later(1);
      }
      expect((await noticesOf(writer))[0]!.sort()).to.deep.equal(['post-approved new', 'post-published new']);
    });

    it('go to everybody who shared it when it is recalled, with the reason, but not to who recalled it', async () => {
      const editor = await buildUser({ roles: ['editor'] });
      const [sharer, other] = [await buildUser(), await buildUser()];
      const post = await buildPost({ services });
      await buildShare({ services, postId: post.id, advocateId: sharer.id, network: 'linkedin' });
      await buildShare({ services, postId: post.id, advocateId: sharer.id, network: 'bluesky' });
      await buildShare({ services, postId: post.id, advocateId: editor.id });
      await recallPost(services, { postId: post.id, actor: editor, note: 'The ferry is late.' });
      expect(await noticesOf(sharer, other, editor)).to.deep.equal([['post-recalled new'], [], []]);
      const notice = await PersonNotice.findOne({ personId: sharer.id }).lean();
      expect(notice!.values).to.include({ note: 'The ferry is late.' });
    });

    it('are there once, however often the event is handled', async () => {
      const writer = await buildUser({ roles: ['editor'] });
      const approver = await buildUser({ roles: ['approver'] });
      const { id: postId } = await draftOf(writer);
      await submitPost(services, { postId, actor: writer });
      await noticesOf();
      await EventRecord.updateMany(
        { type: 'post.submitted' },
        { $set: { state: 'applied', dueAt: services.clock.now(), todo: ['notices'] } },
      );
      expect(await noticesOf(approver)).to.deep.equal([['post-submitted new']]);
    });
  });

  it('of a change of a published post go to approvers and its writer, and survive a repeated event', async () => {
    const [author, changer] = [
      await buildUser({ roles: ['editor'] }),
      await buildUser({ roles: ['editor'] }),
    ];
    const post = await buildPost({ services, authorId: author.id });
    const approver = await buildUser({ roles: ['approver'] });
    await noticesOf(approver);
    await PersonNotice.deleteMany({});
    const { revision, link, suggestedCopy } = (await Post.findById(post.id).lean())!;
    const propose = async (title: string, at: number) =>
      editPost(services, {
        ...{ postId: post.id, actor: changer, revision: at, link, suggestedCopy, title },
      });
    await propose('A corrected title', revision);
    expect(await noticesOf(approver)).to.deep.equal([['post-submitted new']]);
    const again = () =>
      EventRecord.updateMany(
        { type: 'post.proposed' },
        { $set: { state: 'applied', dueAt: services.clock.now(), todo: ['notices'] } },
      );
    await again();
    expect(await noticesOf(approver)).to.deep.equal([['post-submitted new']]);
    const now = (await Post.findById(post.id).lean())!;
    await returnProposal(services, {
      postId: post.id,
      actor: approver,
      note: 'A comma.',
      revision: now.revision,
    });
    expect(await noticesOf(author, changer, approver)).to.deep.equal([
      [],
      ['post-returned new'],
      ['post-submitted read'],
    ]);
  });

  it('of the guidelines go to everybody but their author, and end by acknowledging or by the next version', async () => {
    const [author, reader, other] = [
      await buildUser({ roles: ['editor'] }),
      await buildUser(),
      await buildUser(),
    ];
    const publish = () =>
      publishGuideline(services, {
        title: 'Taking part',
        markdown: 'Be kind.',
        disclosure: 'I work at Acme.',
        actor: author,
      });
    const { version } = await publish();
    expect(await noticesOf(author, reader, other)).to.deep.equal([
      [],
      ['guideline-published new'],
      ['guideline-published new'],
    ]);
    await acknowledgeGuideline(services, { actor: reader, version });
    expect(await noticesOf(reader, other)).to.deep.equal([
      ['guideline-published read'],
      ['guideline-published new'],
    ]);
    later(5);
    await publish();
    expect(await noticesOf(other)).to.deep.equal([['guideline-published read', 'guideline-published new']]);
  });

  it('and their notes are shown to nobody whose role ended, and made for nobody without access', async () => {
    const writer = await signedIn(createApp(services), { roles: ['editor'] });
    const approver = await buildUser({ roles: ['approver'] });
    const { id: postId } = await buildDraft({ services, authorId: writer.user.id });
    await submitPost(services, { postId, actor: writer.user });
    await returnPost(services, { postId, actor: approver, note: 'The board has not agreed.' });
    await noticesOf();
    expect((await writer.visit('/notices')).text).to.contain('The board has not agreed.');
    await User.updateOne({ _id: writer.user.id }, { $set: { roles: ['advocate'] }, $inc: { revision: 1 } });
    const page = await writer.visit('/notices');
    expect(page.text).not.to.contain('The board has not agreed.');
    expect(writer.page('.bell .count')).to.have.length(0);
    const gone = await buildUser();
    await User.updateOne({ _id: gone.id }, { $set: { status: 'deactivated' }, $inc: { revision: 1 } });
    const recalled = noticeKinds.find(({ name }) => name === 'post-recalled')!;
    await notify(services, recalled, { key: 'a', about: 'post/1', to: [gone.id], path: '/me' });
    expect(await PersonNotice.countDocuments({ personId: gone.id })).to.equal(0);
  });

  describe('by mail', () => {
    const kindOf = (name: string) => noticeKinds.find((kind) => kind.name === name)!;
    const give = (person: { id: string }, name: string, key: string) =>
      notify(services, kindOf(name), {
        ...{ key, about: `post/${key}`, to: [person.id], path: '/me' },
        values: { title: `Post ${key}`, note: 'The ferry is late.' },
      });
    const subjects = async () => {
      await sendWaiting(services);
      return services.outbox.splice(0).map(({ subject }) => subject);
    };
    const editor = () => buildUser({ roles: ['editor'] });

    beforeEach(() => void services.outbox.splice(0));

    it('come ten minutes later, unless they were read in the meantime', async () => {
      const [reader, other] = [await editor(), await editor()];
      await give(reader, 'post-returned', 'A');
      await give(other, 'post-returned', 'B');
      expect(await subjects()).to.deep.equal([]);
      await readAllNotices(services, { actor: reader, upTo: services.clock.now() });
      later(10);
      expect(await subjects()).to.deep.equal(['Someone returned “Post B”']);
      later(60);
      expect(await subjects()).to.deep.equal([]);
    });

    it('come at once and in any case when there is something to do', async () => {
      const person = await buildUser();
      await chooseNotices(services, { actor: person, shown: noticeKinds, byMail: [] });
      await give(person, 'post-recalled', 'A');
      await sendWaiting(services);
      const [mail] = services.outbox;
      expect(mail!.subject).to.equal('Please delete your post: “Post A” was recalled');
      expect(mail!.text).to.contain('The ferry is late.');
      expect(mail!.headers).not.to.have.property('List-Unsubscribe');
    });

    it('are three in seven days at most, besides what a person asked for, and then three again', async () => {
      const person = await editor();
      await chooseNotices(services, {
        actor: person,
        shown: [kindOf('post-published')],
        byMail: ['post-published'],
      });
      for (const key of ['A', 'B', 'C', 'D', 'E']) await give(person, 'post-returned', key);
      for (const key of ['F', 'G']) await give(person, 'post-published', key);
      later(10);
      expect((await subjects()).sort()).to.deep.equal([
        'Someone returned “Post A”',
        'Someone returned “Post B”',
        'Someone returned “Post C”',
        '“Post F” is published',
        '“Post G” is published',
      ]);
      expect(await countUnread({ id: person.id, roles: ['editor'] }, noticeKinds)).to.equal(7);
      later(7 * 24 * 60);
      await give(person, 'post-returned', 'H');
      later(10);
      expect(await subjects()).to.deep.equal(['Someone returned “Post H”']);
    });

    it('of one post come once a day, however often it is sent to review', async () => {
      const [writer, approver] = [await editor(), await buildUser({ roles: ['approver'] })];
      const { id: postId } = await buildDraft({ services, title: 'T', authorId: writer.id });
      const { link, suggestedCopy } = (await Post.findById(postId).lean())!;
      await submitPost(services, { postId, actor: writer });
      const sent: string[] = [];
      for (let n = 1; n < 5; n += 1) {
        await noticesOf();
        later(11);
        sent.push(...(await subjects()));
        await editPost(services, { postId, actor: writer, title: `T ${n}`, link, suggestedCopy });
      }
      expect(sent).to.deep.equal(['“T” waits for your approval']);
      expect((await noticesOf(approver))[0]!.at(-1)).to.equal('post-submitted new');
    });

    it('are not left out for others that wait for the relay and are read meanwhile', async () => {
      const reader = await editor();
      for (const key of ['A', 'B', 'C']) await give(reader, 'post-returned', key);
      later(10);
      const send = services.mailer.send.bind(services.mailer);
      services.mailer.send = () => Promise.reject(new MailFailed('not-now', 'greylisted'));
      await sendWaiting(services);
      services.mailer.send = send;
      await readAllNotices(services, { actor: reader, upTo: services.clock.now() });
      await give(reader, 'post-returned', 'D');
      later(10);
      expect(await subjects()).to.deep.equal(['Someone returned “Post D”']);
    });

    it('are not sent of kinds that nobody asked for, were stopped, or belong to a role that ended', async () => {
      const [person, former] = [await editor(), await editor()];
      await give(person, 'post-published', 'A');
      await chooseNotices(services, { actor: person, shown: [kindOf('post-returned')], byMail: [] });
      await give(person, 'post-returned', 'B');
      await give(former, 'post-returned', 'C');
      await User.updateOne({ _id: former.id }, { $set: { roles: ['advocate'] }, $inc: { revision: 1 } });
      later(10);
      expect(await subjects()).to.deep.equal([]);
    });

    it('can be stopped by the link in each, which changes nothing when it is opened and needs no sign-in', async () => {
      const app = createApp(services);
      const person = await editor();
      await give(person, 'post-returned', 'A');
      later(10);
      await sendWaiting(services);
      const [mail] = services.outbox.splice(0);
      const link = /<(.+)>/.exec(mail!.headers!['List-Unsubscribe']!)![1]!;
      const path = new URL(link).pathname;
      const stranger = createAgent(app);
      expect((await stranger.visit(path)).status).to.equal(200);
      await give(person, 'post-returned', 'B');
      later(10);
      expect(await subjects()).to.have.length(1);
      // As a mail program does it: no cookie, no form.
      expect((await supertest(app).post(path).send('List-Unsubscribe=One-Click')).status).to.equal(200);
      await give(person, 'post-returned', 'C');
      later(10);
      expect(await subjects()).to.deep.equal([]);
      const forged = path.replace('post-returned', 'post-submitted');
      expect((await supertest(app).post(forged)).status).to.equal(404);
    });
  });

  describe('pages', () => {
    let app: App;
    before(() => {
      app = createApp(services);
    });
    const store = async (personId: string, title: string) =>
      PersonNotice.create({
        personId,
        kind: 'post-published',
        at: services.clock.now(),
        storedAt: services.clock.now(),
        key: title,
        about: 'post/1',
        values: { title },
        path: '/me',
      });

    it('show in the bell how many are new, and lead from a notice to what it is about', async () => {
      const agent = await signedIn(app, { roles: ['editor'] });
      await store(agent.user.id, 'The new ferry');
      await agent.visit('/notices');
      expect(agent.page('.bell .count').text()).to.match(/^1\s+new$/);
      expect(agent.page('h1').text()).to.equal('1 new notice');
      const row = agent.page('main .item a');
      expect(row.text()).to.contain('“The new ferry” is published.');
      const opened = await agent.http.get(row.attr('href')!);
      expect([opened.status, opened.headers.location]).to.deep.equal([303, '/me']);
      await agent.visit('/notices');
      expect(agent.page('.bell .count')).to.have.length(0);
      expect(agent.page('h1').text()).to.equal('Nothing new');
    });

    it('mark all that they showed as read, and nothing that came since', async () => {
      const agent = await signedIn(app, { roles: ['editor'] });
      await store(agent.user.id, 'One');
      await agent.visit('/notices');
      later(1);
      await store(agent.user.id, 'Two');
      await agent.submit({}, '/notices/read');
      expect(await countUnread({ id: agent.user.id, roles: ['editor'] }, noticeKinds)).to.equal(1);
    });

    it('leave alone what came late and was not on the page, although it happened before', async () => {
      const agent = await signedIn(app, { roles: ['editor'] });
      await store(agent.user.id, 'Shown');
      later(5);
      await agent.visit('/notices');
      later(1);
      const at = new Date('2026-11-18T08:00:00Z');
      const kind = noticeKinds.find(({ name }) => name === 'post-published')!;
      await notify(services, kind, { key: 'late', about: 'post/2', to: [agent.user.id], path: '/me', at });
      await agent.submit({}, '/notices/read');
      expect(await countUnread({ id: agent.user.id, roles: ['editor'] }, noticeKinds)).to.equal(1);
    });

    it('change only the choices that the page showed, and record nothing that does not change', async () => {
      const agent = await signedIn(app, { roles: ['editor'] });
      await agent.visit('/account/notices');
      const roles = ['editor', 'approver'];
      await User.updateOne({ _id: agent.user.id }, { $set: { roles }, $inc: { revision: 1 } });
      await agent.submit({ mails: [] }, '/account/notices');
      const wanted = await listChoices(noticeKinds, { id: agent.user.id, roles: ['approver'] });
      expect(wanted.find(({ kind }) => kind.name === 'post-submitted')!.byMail).to.equal(true);
      await eventsPublished();
      const count = () => EventRecord.countDocuments({ kind: 'notice-choices' });
      const before = await count();
      await agent.visit('/account/notices');
      await agent.submit({}, '/account/notices');
      await eventsPublished();
      expect(await count()).to.equal(before);
    });

    it('open nobody else’s notices', async () => {
      const [agent, other] = [await signedIn(app), await buildUser()];
      const theirs = await store(other.id, 'Theirs');
      expect((await agent.http.get(`/notices/${theirs.id}`)).status).to.equal(404);
      expect(await countUnread({ id: other.id, roles: ['editor'] }, noticeKinds)).to.equal(1);
      await agent.visit('/notices');
      expect(agent.page('h1').text()).to.equal('Notices');
    });

    it('offer the kinds that somebody’s roles can get, and store the choice', async () => {
      const agent = await signedIn(app, { roles: ['editor'] });
      await agent.visit('/account/notices');
      const ticked = () =>
        agent
          .page('[name=mails]:checked')
          .map((_, box) => agent.page(box).attr('value'))
          .get();
      const offered = agent
        .page('[name=mails]')
        .map((_, box) => agent.page(box).attr('value'))
        .get();
      expect(offered).to.include('post-returned').and.not.include('post-submitted');
      expect(ticked()).to.deep.equal(['guideline-published', 'post-returned']);
      await agent.submit({ mails: ['post-published'] }, '/account/notices');
      await agent.visit('/account/notices');
      expect(ticked()).to.deep.equal(['post-published']);
      await agent.submit({ mails: [] }, '/account/notices');
      await agent.visit('/account/notices');
      expect(ticked()).to.deep.equal([]);
      expect(agent.page('main').text()).to.contain('A post that I shared is recalled');
    });
  });
});
