import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { getOrganization } from '../../src/organization/index.js';
import { pauseSharing, resumeSharing } from '../../src/organization/pause-sharing.js';
import { approvePost, createTopic, recallPost, submitPost } from '../../src/posts/index.js';
import { Post } from '../../src/posts/post.model.js';
import { returnPost } from '../../src/posts/review-post.js';
import { acting } from '../support/actors.js';
import { deactivatePerson } from '../../src/accounts/access-of-person.js';
import { eventsPublished } from '../../src/events/index.js';
import { react } from '../../src/events/react.js';
import { erasePerson } from '../../src/personal-data/erase-person.js';
import { reactions } from '../../jobs/reactions.js';
import { onceReached } from '../support/once-reached.js';
import { sendAccountMails } from '../support/send-mails.js';
import { UnsentForm } from '../../src/platform/http/unsent-form.model.js';
import { buildDraft, buildPost } from '../posts/builders.js';
import { createAgent, signedIn, type Agent } from '../support/agent.js';
import { buildTeam, buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

describe('A form sent after the session ended', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const app = () => createApp(createTestServices());

  const endSessions = () => mongoose.connection.db!.collection('sessions').deleteMany({});

  async function signInAgain(agent: Agent, email: string, page = '/sign-in') {
    await agent.visit(page);
    return agent.submit({ email, password }, '/sign-in');
  }

  /** The token of the form that this browser shows, as a session before would have printed it for the same person. */
  const oldToken = ({ page }: Pick<Agent, 'page'>) =>
    (page('[name=_csrf]').first().val() as string).replace(/^[^.]+/, 'old');

  /** Sends the name of the account's form, which was opened before. */
  const sendName = (agent: Pick<Agent, 'page' | 'http'>, name: string, _csrf = oldToken(agent)) =>
    agent.http.post('/account').type('form').send({ _csrf, _page: '/account', _texts: 'name', name });

  it('comes back filled in after signing in, says why, and can be sent', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    const refused = await agent.submit({ name: 'A name that took long to type' }, '/account');
    expect(refused.headers.location).to.match(/^\/sign-in\b/);

    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
    expect(agent.page('.flash').text()).to.contain('Your form was not sent');

    expect((await agent.submit({}, '/account')).status).to.equal(303);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
    expect(agent.page('.flash').text()).not.to.contain('Your form was not sent');
  });

  it('comes back to the page it stood on, even when it was shown again with errors', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account?from=mail');
    expect((await agent.submit({ name: '' }, '/account')).status).to.equal(422);
    await endSessions();
    await agent.submit({ name: 'Harbour' }, '/account');
    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account?from=mail');
    await agent.visit('/account?from=mail');
    expect(agent.page('#name').val()).to.equal('Harbour');
  });

  it('is not replaced by a button that was pressed in another tab', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    await sendName(agent, 'A name that took long to type');
    await agent.http
      .post('/sign-out')
      .type('form')
      .send({ _csrf: oldToken(agent), _page: '/account' });
    await signInAgain(agent, agent.user.email);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
  });

  it('goes on waiting when a button of an old tab is pressed after signing in', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account/digest');
    const button = { _csrf: oldToken(agent), _page: '/account/digest' };
    await agent.visit('/account');
    await endSessions();
    await sendName(agent, 'A name that took long to type');
    await signInAgain(agent, agent.user.email);
    await agent.http.post('/account/digest').type('form').send(button);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('A name that took long to type');
  });

  it('comes back without the ticks that were taken away', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['editor'] });
    const teams = [await buildTeam({ name: 'Deck' }), await buildTeam({ name: 'Engine' })];
    const { id } = await buildDraft({ services, audienceTeamIds: teams.map((team) => team.id) });
    const page = `/studio/posts/${id}/edit`;
    await agent.visit(page);
    expect(agent.page('[name=audienceTeamIds]:checked')).to.have.length(2);
    await endSessions();
    await agent.submit({ audienceTeamIds: [], summary: 'Words that took an hour to type' }, page);
    await signInAgain(agent, agent.user.email);
    await agent.visit(page);
    expect(agent.page('#summary').val()).to.equal('Words that took an hour to type');
    expect(agent.page('[name=audienceTeamIds]:checked')).to.have.length(0);

    // A button of the page takes none away.
    await agent.visit(page);
    await endSessions();
    await agent.http
      .post('/sign-out')
      .type('form')
      .send({ _csrf: oldToken(agent), _page: page });
    await signInAgain(agent, agent.user.email);
    await agent.visit(page);
    expect(agent.page('[name=audienceTeamIds]:checked')).to.have.length(2);
  });

  it('comes back without any tick when all were taken away and the form has nothing else', async () => {
    const services = createTestServices();
    const topic = await createTopic(services, { actor: acting('editor'), name: 'Wind' });
    const agent = await signedIn(createApp(services), { topicIds: [topic.id] });
    await agent.visit('/me/topics');
    expect(agent.page('[name=topicIds]:checked')).to.have.length(1);
    await endSessions();
    await agent.submit({ topicIds: [] }, '/me/topics');
    await signInAgain(agent, agent.user.email);
    await agent.visit('/me/topics');
    expect(agent.page('.flash').text()).to.contain('Your form was not sent');
    expect(agent.page('[name=topicIds]')).to.have.length(1);
    expect(agent.page('[name=topicIds]:checked')).to.have.length(0);
  });

  it('is about the words that were read: a note is not sent for later ones', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['approver'] });
    const { id, authorId } = await buildDraft({ services });
    await submitPost(services, { postId: id, actor: acting('editor', authorId) });
    const page = `/studio/posts/${id}`;
    await agent.visit(page);
    await endSessions();
    await agent.submit({ note: 'Please name the ferry.' }, `${page}/return`);
    await mongoose.connection.db!.collection('posts').updateOne({}, { $inc: { revision: 1 } });
    await signInAgain(agent, agent.user.email);
    await agent.visit(page);
    expect((await agent.submit({}, `${page}/return`)).status).to.equal(409);
    expect((await agent.submit({}, `${page}/return`)).status).to.equal(303);
  });

  it('ends the session when it is the one for signing out, from a tab of an earlier session too', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    const signOut = { _csrf: oldToken(agent), _page: '/account' };
    const answer = await agent.http.post('/sign-out').type('form').send(signOut);
    expect(answer.headers['clear-site-data']).to.equal('"cache"');
    expect((await agent.visit('/account')).headers.location).to.match(/^\/sign-in/);
  });

  it('is shown by the page that says that its form is closed to them now, and goes on waiting', async () => {
    const agent = await signedIn(app(), { roles: ['advocate', 'editor'] });
    const words = 'Words that took an hour to type';
    await agent.visit('/studio/posts/new');
    await endSessions();
    await agent.submit({ title: words }, '/studio/posts/new');
    const changeRoles = (roles: string[]) =>
      mongoose.connection.db!.collection('users').updateOne({ email: agent.user.email }, { $set: { roles } });
    await changeRoles(['advocate']);
    await signInAgain(agent, agent.user.email);
    const refused = await agent.visit('/studio/posts/new');
    expect(refused.status).to.equal(403);
    expect(agent.page('main').html()).to.contain(words);
    expect(await UnsentForm.countDocuments()).to.equal(1);
    await changeRoles(['advocate', 'editor']);
    await agent.visit('/studio/posts/new');
    expect(agent.page('#title').val()).to.equal(words);
  });

  it('is shown by the page of a post that can not be edited any more, and by the one whose step is gone', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['editor', 'approver'] });
    const words = 'Words that took an hour to type';
    const draft = await buildDraft({ services });
    await submitPost(services, { postId: draft.id, actor: acting('editor', draft.authorId) });
    const edited = `/studio/posts/${(await buildPost({ services })).id}/edit`;
    const recalled = `/studio/posts/${(await buildPost({ services })).id}/recall`;
    const pages = [
      { open: edited, send: edited, field: 'summary' },
      { open: recalled, send: recalled, field: 'note' },
      { open: `/studio/posts/${draft.id}`, send: `/studio/posts/${draft.id}/return`, field: 'note' },
    ];
    for (const { open, send, field } of pages) {
      const note = 'Not now, please';
      await agent.visit(open);
      await endSessions();
      await agent.submit({ [field]: words }, send);
      const meanwhile = { postId: open.split('/')[3]!, actor: agent.user, note };
      await (meanwhile.postId === draft.id ? returnPost : recallPost)(services, meanwhile);
      await signInAgain(agent, agent.user.email);
      await agent.visit(open);
      expect(agent.page('main').text(), open).to.contain(words);
      // An error page shows them for as long as they wait.
      const { status } = await agent.visit(open);
      if (status !== 200) expect(agent.page('main').text(), open).to.contain(words);
    }
  });

  it('is shown by the page that says that its post is not offered any more', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['advocate', 'editor'] });
    const words = 'A caption that somebody wrote for half an hour';
    const [recalled, toOthers] = [await buildPost({ services }), await buildPost({ services })];
    const team = await buildTeam();
    const meanwhile = {
      [recalled.id]: () => recallPost(services, { postId: recalled.id, actor: agent.user, note: 'Not now' }),
      [toOthers.id]: () => Post.updateOne({ _id: toOthers.id }, { $set: { audienceTeamIds: [team.id] } }),
    };
    for (const [id, change] of Object.entries(meanwhile)) {
      await agent.visit(`/posts/${id}`);
      await endSessions();
      await agent.submit({ caption: words }, `/posts/${id}/shares`);
      await change();
      await signInAgain(agent, agent.user.email);
      for (const time of ['first', 'again']) {
        expect((await agent.visit(`/posts/${id}`)).status, time).to.be.oneOf([404, 410]);
        expect(agent.page('main').text()).to.contain(words);
      }
    }
  });

  for (const words of ['この投稿は素晴らしいのでぜひ読んでください。', '#ProudToWorkHere', 'Nice!'])
    it(`is shown when it was refused, and a button does not replace it: ${words}`, async () => {
      const services = createTestServices();
      const agent = await signedIn(createApp(services), { roles: ['advocate', 'editor'] });
      const { id } = await buildPost({ services });
      const page = `/posts/${id}`;
      await agent.visit(page);
      const button = { _csrf: oldToken(agent), _page: page };
      await endSessions();
      await agent.submit({ caption: words }, `${page}/shares`);
      await agent.http.post('/sign-out').type('form').send(button);
      await signInAgain(agent, agent.user.email);
      await agent.visit(page);
      expect(agent.page('#caption').val()).to.equal(words);

      await recallPost(services, { postId: id, actor: agent.user, note: 'Not now' });
      expect((await agent.submit({ caption: words }, `${page}/shares`)).status).to.equal(409);
      const shown = agent.page('main textarea').map((_, one) => agent.page(one).text().trim());
      // The choice of a network is no text.
      expect(shown.get()).to.deep.equal([words]);
    });

  it('is shown by a page whose form is only for roles that its writer lost meanwhile', async () => {
    const agent = await signedIn(app(), { roles: ['editor', 'approver'] });
    const setRoles = (roles: string[]) =>
      mongoose.connection.db!.collection('users').updateOne({ email: agent.user.email }, { $set: { roles } });
    const pages = {
      '/studio/topics': { name: 'A topic with a long name' },
      '/studio/feeds': { url: 'https://example.com/a/feed/with/a/long/name.xml' },
      '/studio/inbox': { url: 'https://example.com/a/page/with/a/long/name.html' },
    };
    for (const [page, typed] of Object.entries(pages)) {
      await setRoles(['editor', 'approver']);
      await agent.visit(page);
      await endSessions();
      await agent.submit(typed, page);
      await setRoles(['approver']);
      await signInAgain(agent, agent.user.email);
      for (const time of ['first', 'again']) {
        expect((await agent.visit(page)).status, time).to.equal(200);
        expect(agent.page('main').text(), page).to.contain(Object.values(typed)[0]);
      }
    }
  });

  it('waits while sharing is paused, and the page of the pause shows it meanwhile', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['admin'] });
    const page = '/admin/organization/pause';
    const words = 'The ferry has run aground';
    await agent.visit(page);
    await endSessions();
    await agent.submit({ reason: words }, page);
    await pauseSharing(services, { actor: agent.user, reason: 'Storm' });
    await signInAgain(agent, agent.user.email);
    for (const time of ['first', 'again']) {
      await agent.visit(page);
      expect(agent.page('main').text(), time).to.contain(words).and.not.to.contain('check it and send it');
    }
    const { pause } = (await getOrganization())!;
    await resumeSharing(services, { actor: agent.user, since: pause!.since });
    await agent.visit(page);
    expect(agent.page('#reason').val()).to.equal(words);
  });

  it('is shown when its page lost the field while it was filled in', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services), { roles: ['admin', 'editor'] });
    const shown = () =>
      agent
        .page('main textarea[readonly]')
        .map((_, one) => agent.page(one).text().trim())
        .get();

    const publish = async (draft: { id: string; authorId: string }) => {
      await submitPost(services, { postId: draft.id, actor: acting('editor', draft.authorId) });
      await approvePost(services, { postId: draft.id, actor: await buildUser({ roles: ['approver'] }) });
    };

    const pause = '/admin/organization/pause';
    await agent.visit(pause);
    await pauseSharing(services, { actor: agent.user, reason: 'Storm' });
    expect((await agent.submit({ reason: 'Second "reason"' }, pause)).status).to.equal(409);
    expect(shown()).to.deep.equal(['Second "reason"']);

    const { id, authorId } = await buildDraft({ services });
    const edit = `/studio/posts/${id}/edit`;
    await agent.visit(edit);
    await publish({ id, authorId });
    expect((await agent.submit({ campaign: 'autumn-2026' }, edit)).status).to.equal(409);
    expect(shown()).to.contain('autumn-2026');

    const waiting = await buildDraft({ services });
    const editLater = `/studio/posts/${waiting.id}/edit`;
    await agent.visit(editLater);
    await endSessions();
    await agent.submit({ campaign: 'winter-2026' }, editLater);
    await publish(waiting);
    await signInAgain(agent, agent.user.email);
    await agent.visit(editLater);
    expect(shown()).to.deep.equal(['winter-2026']);
  });

  for (const [word, end] of Object.entries({ deactivated: deactivatePerson, erased: erasePerson }))
    it(`of somebody who was ${word} is not stored, and the answer shows what they typed`, async () => {
      const services = createTestServices();
      const agent = await signedIn(createApp(services));
      await buildUser({ roles: ['admin'] });
      const endAccess = async () => {
        await end(services, { actor: acting('admin'), userId: agent.user.id });
        await eventsPublished();
        await react(services, reactions);
      };
      await agent.visit('/account');
      // It ends between the first look and the write.
      onceReached('form.stored', endAccess);
      await endSessions();
      for (const name of ['First words', 'Second words']) {
        const answer = await sendName(agent, name);
        expect(answer.status).to.equal(409);
        expect(answer.text).to.contain(name).and.contain('Copy what you typed');
      }
      expect(await UnsentForm.countDocuments()).to.equal(0);
    });

  it('never keeps a password', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account/password');
    await endSessions();
    await agent.submit({ currentPassword: password, newPassword: 'ferry bell lantern' }, '/account/password');
    const kept = await mongoose.connection.db!.collection('keptforms').find().toArray();
    expect(JSON.stringify(kept)).to.contain('/account/password').and.not.contain('ferry bell lantern');
    await signInAgain(agent, agent.user.email);
    await agent.visit('/account/password');
    expect(agent.page.html()).not.to.contain(password).and.not.to.contain('ferry bell lantern');
  });

  for (const page of [
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'account',
  ])
    it(`does not lead to ${JSON.stringify(page)}`, async () => {
      const agent = await signedIn(app());
      await agent.visit('/account');
      expect((await agent.submit({ _page: page, _csrf: oldToken(agent) }, '/account')).status).to.equal(403);
      await agent.visit('/account');
      await endSessions();
      await agent.submit({ _page: page, name: 'kept?' }, '/account');
      expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/feed');
      await agent.visit('/account');
      expect(agent.page('#name').val()).to.equal(agent.user.name);
    });

  it('is refused when another site sent it, whoever sent it, and nothing of it is kept', async () => {
    const agent = await signedIn(app());
    const stranger = createAgent(app());
    for (const { http } of [agent, stranger]) {
      const response = await http
        .post('/account')
        .set('Sec-Fetch-Site', 'cross-site')
        .type('form')
        .send({ _page: '/account', name: 'words of another site' });
      expect(response.status).to.equal(403);
    }
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(agent.user.name);
    await signInAgain(stranger, agent.user.email);
    await stranger.visit('/account');
    expect(stranger.page('#name').val()).to.equal(agent.user.name);
  });

  it('comes back filled in when only its token was too old', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    const response = await agent.submit({ _csrf: oldToken(agent), name: 'Still here' }, '/account');
    expect(response.headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('Still here');
  });

  it('leads back to the page that was asked for', async () => {
    const agent = await signedIn(app());
    await endSessions();
    const asked = (await agent.visit('/account?from=mail')).headers.location!;
    expect(asked).to.match(/^\/sign-in\?next=/);
    expect((await signInAgain(agent, agent.user.email, asked)).headers.location).to.equal(
      '/account?from=mail',
    );
  });

  it('comes back to nobody else who signs in at the same browser', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    await agent.submit({ name: 'Words of the first person' }, '/account');
    const other = await buildUser();
    await signInAgain(agent, other.email);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(other.name);
    expect(agent.page.html()).not.to.contain('Words of the first person');
  });

  it('still waits when somebody else signed in and out at the same browser in between', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    await agent.submit({ name: 'Words of the first person' }, '/account');
    const other = await buildUser();
    await signInAgain(agent, other.email);
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    expect((await signInAgain(agent, agent.user.email)).headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('Words of the first person');
  });

  it('comes back to nobody else who takes over the tab while its session lasts', async () => {
    const agent = createAgent(app());
    const [first, other] = [await buildUser(), await buildUser()];
    await agent.visit('/sign-in');
    const _csrf = agent.page('[name=_csrf]').val() as string;
    const signIn = ({ email }: { email: string }) =>
      agent.http.post('/sign-in').type('form').send({ _csrf, email, password });
    await signIn(first);
    await agent.visit('/account');
    await sendName(agent, 'Words of the first person');
    await signIn(other);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(other.name);
  });

  it('is kept for nobody else who signed in since, whether they are still signed in or not', async () => {
    const agent = await signedIn(app());
    const other = await buildUser();
    await agent.visit('/account');
    const _csrf = agent.page('[name=_csrf]').first().val() as string;
    await agent.submit({}, '/sign-out');
    await signInAgain(agent, other.email);
    await agent.visit('/account');
    expect((await sendName(agent, 'Words of the first person', _csrf)).status).to.equal(403);
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    await sendName(agent, 'Words of the first person', _csrf);
    await signInAgain(agent, other.email);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(other.name);
    expect(await UnsentForm.countDocuments()).to.equal(0);
  });

  it('is kept once for a session: the newest replaces what waited', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    await endSessions();
    for (const name of ['First', 'Second', 'Third']) await sendName(agent, name);
    expect(await UnsentForm.countDocuments()).to.equal(1);
    await signInAgain(agent, agent.user.email);
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('Third');
    // It is deleted after the page has been sent.
    while (await UnsentForm.countDocuments()) await wait(10);
  });

  it('is kept for a day', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    await agent.visit('/account');
    await endSessions();
    const asked = (await sendName(agent, 'Too late')).headers.location!;
    services.setNow('2026-11-19T09:00:01Z');
    expect((await signInAgain(agent, agent.user.email, asked)).headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal(agent.user.name);
  });

  it('is kept for a session seen in the last 14 days; after that the page says that it was not', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    await agent.visit('/account');
    await endSessions();
    services.setNow('2026-12-02T08:59:00Z');
    await sendName(agent, 'In time');
    expect(await UnsentForm.countDocuments()).to.equal(1);
    await UnsentForm.deleteMany({});
    services.setNow('2026-12-02T09:01:00Z');
    await sendName(agent, 'Too late');
    expect(await UnsentForm.countDocuments()).to.equal(0);
    await agent.visit('/sign-in');
    expect(agent.page('.flash').text()).to.contain('go back in your browser and copy it');
  });

  it('is kept for nobody whose cookie we did not sign', async () => {
    const agent = await signedIn(app());
    await agent.visit('/account');
    const held = agent.http.jar.getCookie('groundswell-person', {
      path: '/',
      domain: '127.0.0.1',
      secure: false,
      script: false,
    })!;
    const someoneElse = (await buildUser()).id;
    const forged = [
      held.value.replace(agent.user.id, someoneElse),
      held.value.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      `${'k'.repeat(43)} ${someoneElse}`,
    ];
    for (const value of forged) {
      const answer = await createAgent(app())
        .http.post('/account')
        .set('Cookie', `groundswell-person=${encodeURIComponent(value)}`)
        .type('form')
        .send({ _page: '/account', name: 'Forged' });
      expect(answer.status).to.equal(303);
    }
    expect(await UnsentForm.countDocuments()).to.equal(0);
  });

  it('may be as long as a guideline', async () => {
    const agent = await signedIn(app(), { roles: ['editor'] });
    await agent.visit('/studio/guidelines/edit');
    await endSessions();
    const markdown = 'Ünïcode, line by line\n'.repeat(2_000).trim();
    await agent.submit({ title: 'Taking part', markdown, disclosure: 'I work here.' });
    await signInAgain(agent, agent.user.email);
    await agent.visit('/studio/guidelines/edit');
    expect(agent.page('#markdown').val()).to.contain(markdown);
  });

  it('comes back after a new password by mail, too', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    await agent.visit('/account');
    await endSessions();
    await agent.submit({ name: 'Still here' }, '/account');
    await agent.visit('/forgotten-password');
    await agent.submit({ email: agent.user.email });
    await sendAccountMails(services);
    await agent.visit(new URL(/https?:\/\/\S+/.exec(services.outbox.at(-1)!.text)![0]).pathname);
    expect((await agent.submit({ password: 'ferry bell lantern' })).headers.location).to.equal('/account');
    await agent.visit('/account');
    expect(agent.page('#name').val()).to.equal('Still here');
  });
});
