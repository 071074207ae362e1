import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import type { NotAllowedNow } from '../../src/platform/errors.js';
import { MailFailed } from '../../src/platform/net/mail.js';
import { searchPeople } from '../../src/people/search-people.js';
import { User } from '../../src/people/user.model.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { startWave } from '../../src/sign-in/invitation-waves.js';
import { sendInvitation, sendInvitationAgain } from '../../src/sign-in/send-invitation.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildTeam, buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { sendWaiting } from '../support/send-mails.js';
import { createTestServices } from '../support/services.js';

describe('People who have not come', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices({ envOverrides: { SMTP_URL: 'smtp://relay.example.com' } });
  const { mailer } = services;
  let app: App;
  before(() => {
    app = createApp(services);
  });
  beforeEach(() => {
    services.outbox.length = 0;
    services.mailer = mailer;
    services.setNow('2026-11-18T09:00:00Z');
  });
  const invited = async (name: string, daysAgo: number | null) => {
    const user = await buildUser({ name });
    const invitedAt =
      daysAgo === null ? null : new Date(services.clock.now().getTime() - daysAgo * 86_400_000);
    await User.updateOne({ _id: user.id }, { status: 'invited', invitedAt });
    return user;
  };
  const names = () => services.outbox.map(({ to }) => to.name).sort();

  it('get another invitation when the last one is old enough, and once', async () => {
    const agent = await signedIn(app, { roles: ['admin'] });
    await invited('Old', 8);
    await invited('Week', 7);
    await invited('Fresh', 6);
    await invited('Never', null);
    await agent.visit('/admin/people?status=invited');
    expect(agent.page('.folded summary').text()).to.contain('3 people were invited and have not come yet');
    await agent.visit('/admin/people/invitations?days=7');
    expect(agent.page('h1').text()).to.equal('Send 2 invitations?');
    const form = { days: '7', _csrf: agent.page('[name=_csrf]').val() as string };
    await Promise.all([
      agent.submit({}, '/admin/people/invitations'),
      agent.submit({}, '/admin/people/invitations'),
    ]);
    await agent.http.post('/admin/people/invitations').type('form').send(form);
    await agent.visit('/admin/people?status=invited');
    expect(agent.page('.flash').text()).to.contain('2 invitations are being sent.');
    expect(agent.page('.flash').text()).not.to.contain('Nobody waits');
    await sendWaiting(services);
    expect(names()).to.deep.equal(['Old', 'Week']);
    await agent.visit('/admin/people/invitations?days=7');
    expect(agent.page('h1').text()).to.equal('Nobody waits for this invitation');
    await sendWaiting(services);
    expect(services.outbox).to.have.length(2);
  });

  it('get none when they came, or lost their access, since it was asked for', async () => {
    const [came, ended] = [await invited('Came', 8), await invited('Ended', 8)];
    const { id } = await buildUser();
    expect(await startWave(services, { wave: { days: 1 }, actor: acting('admin', id) })).to.equal(2);
    await User.updateOne({ _id: came.id }, { status: 'active' });
    await User.updateOne({ _id: ended.id }, { status: 'deactivated' });
    await sendWaiting(services);
    expect(services.outbox).to.have.length(0);
    expect(await DeliveryRow.distinct('state')).to.deep.equal(['withdrawn']);
  });

  it('get it later when the relay is away, and not again when it refuses them', async () => {
    await invited('Late', 8);
    const { id } = await buildUser();
    await startWave(services, { wave: { days: 1 }, actor: acting('admin', id) });
    let outcome: 'not-now' | 'never' = 'not-now';
    let tries = 0;
    services.mailer = {
      send: () => Promise.reject(new MailFailed(outcome, `try ${(tries += 1)}`)),
      close: () => undefined,
    };
    await sendWaiting(services);
    await sendWaiting(services);
    expect(tries).to.equal(1);
    services.setNow('2026-11-18T09:01:00Z');
    outcome = 'never';
    await sendWaiting(services);
    services.setNow('2026-11-18T12:00:00Z');
    await sendWaiting(services);
    expect(tries).to.equal(2);
    // They still count as invited when they last were.
    const person = (await User.findOne({ name: 'Late' }).lean())!;
    expect(person.invitedAt).to.deep.equal(new Date('2026-11-10T09:00:00Z'));
  });

  it('get the mail that the relay did not take now by itself, and its link is the one that the admin saw', async () => {
    const { id: userId } = await invited('Late', 8);
    const { id: inviterId } = await buildUser({ roles: ['admin'] });
    services.mailer = { ...mailer, send: () => Promise.reject(new MailFailed('not-now', '451 busy')) };
    const { mail, url } = await sendInvitationAgain(services, { userId, actor: acting('admin', inviterId) });
    expect(mail).to.equal('waiting');
    services.mailer = mailer;
    services.setNow('2026-11-18T09:01:00Z');
    await sendWaiting(services);
    expect(services.outbox).to.have.length(1);
    expect(services.outbox[0]!.text).to.contain(url);
  });

  it('get the mail at once when an admin sends again what waits for its next try', async () => {
    const { id: userId } = await invited('Late', 8);
    const { id: inviterId } = await buildUser({ roles: ['admin'] });
    services.mailer = { ...mailer, send: () => Promise.reject(new MailFailed('not-now', '451 busy')) };
    await startWave(services, { wave: { days: 1 }, actor: acting('admin', inviterId) });
    await sendWaiting(services);
    services.mailer = mailer;
    expect(
      (await sendInvitationAgain(services, { userId, actor: acting('admin', inviterId) })).mail,
    ).to.equal('sent');
    services.setNow('2026-11-18T09:30:00Z');
    await sendWaiting(services);
    expect(services.outbox).to.have.length(1);
  });

  it('get no older invitation after a newer one: it is withdrawn', async () => {
    const { id: userId } = await invited('Moved', 8);
    const { id: inviterId } = await buildUser({ roles: ['admin'] });
    services.mailer = { ...mailer, send: () => Promise.reject(new MailFailed('not-now', '451 busy')) };
    await startWave(services, { wave: { days: 1 }, actor: acting('admin', inviterId) });
    await sendWaiting(services);
    services.mailer = mailer;
    // As with a new address.
    await sendInvitation(services, { userId, actor: acting('admin', inviterId) });
    services.setNow('2026-11-18T09:30:00Z');
    await sendWaiting(services);
    expect(services.outbox).to.have.length(1);
    expect((await DeliveryRow.distinct('state')).sort()).to.deep.equal(['sent', 'withdrawn']);
  });

  it('get an invitation that failed again with the next wave, which records whose decision that was', async () => {
    await invited('Again', 8);
    const { id } = await buildUser({ roles: ['admin'] });
    services.mailer = { ...mailer, send: () => Promise.reject(new MailFailed('never', '550 no')) };
    await startWave(services, { wave: { days: 1 }, actor: acting('admin', id) });
    await sendWaiting(services);
    services.mailer = mailer;
    const waves = [1, 2].map(() => startWave(services, { wave: { days: 1 }, actor: acting('admin', id) }));
    expect((await Promise.all(waves)).reduce((a, b) => a + b)).to.equal(1);
    await sendWaiting(services);
    expect(names()).to.deep.equal(['Again']);
    const row = (await DeliveryRow.findOne().lean())!;
    expect(row.sentAgain.map(({ byId }) => String(byId))).to.deep.equal([id]);
  });

  it('get one mail from two clicks of an admin', async () => {
    const { id: userId } = await invited('Once', 8);
    const { id: inviterId } = await buildUser({ roles: ['admin'] });
    const click = () => sendInvitationAgain(services, { userId, actor: acting('admin', inviterId) });
    const clicks = await Promise.allSettled([click(), click()]);
    expect(clicks.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(services.outbox).to.have.length(1);
    services.setNow('2026-11-18T09:04:59Z');
    expect(await click().catch(({ reason }: NotAllowedNow) => reason)).to.equal(
      'sign-in.invitation-moment-ago',
    );
    expect(services.outbox).to.have.length(1);
    services.setNow('2026-11-18T09:05:00Z');
    await click();
    expect(services.outbox).to.have.length(2);
  });

  it('get one mail from an admin who sends it again twice, who reads that it was sent a moment ago', async () => {
    const { id } = await invited('Once', 8);
    const agent = await signedIn(app, { roles: ['admin'] });
    const page = `/admin/people/${id}`;
    for (const words of [
      'A new invitation was handed to the mail relay',
      'was sent to this person a moment ago',
    ]) {
      await agent.visit(page);
      expect((await agent.submit({}, `${page}/invitation`)).headers.location).to.equal(page);
      expect((await agent.visit(page)).text).to.contain(words);
    }
    expect(services.outbox).to.have.length(1);
  });

  it('are announced truly on a server without a relay: their links are in the outbox', async () => {
    await invited('Old', 8);
    const agent = await signedIn(createApp(createTestServices()), { roles: ['admin'] });
    await agent.visit('/admin/people/invitations?days=7');
    expect(agent.page('h1').text()).to.equal('Send one invitation?');
    expect(agent.page('main').text()).to.contain('It goes to the one person').and.not.contain('everybody');
    expect(agent.page('.notice').text()).to.contain('in the outbox').and.not.contain('hidden');
  });

  it('are found by state, team, role, and the beginning of any word of their name', async () => {
    const team = await buildTeam({ name: 'Harbour' });
    await buildUser({ name: 'José Luis García-Ferrándiz', teamId: team.id, email: 'jose@example.com' });
    await buildUser({ name: 'Garance Petit', roles: ['editor'] });
    await invited('Gary Never', null);
    const found = async (filters: Parameters<typeof searchPeople>[0]) =>
      (await searchPeople(filters)).people.map(({ name }) => name);
    const jose = 'José Luis García-Ferrándiz';
    expect(await found({ name: 'gar' })).to.deep.equal(['Garance Petit', 'Gary Never', jose]);
    expect(await found({ name: 'garci' })).to.deep.equal([jose]);
    expect(await found({ name: 'FERRÁNDIZ jose' })).to.deep.equal([jose]);
    expect(await found({ name: 'ferrando' })).to.deep.equal([]);
    expect(await found({ name: 'rcia' })).to.deep.equal([]);
    expect(await found({ name: 'g' })).to.deep.equal(['Garance Petit', 'Gary Never']);
    expect(await found({ name: 'jose@' })).to.deep.equal([jose]);
    expect(await found({ name: '.*' })).to.deep.equal([]);
    expect(await found({ teamId: team.id })).to.deep.equal([jose]);
    expect(await found({ role: 'editor', name: 'gar' })).to.deep.equal(['Garance Petit']);
    expect(await found({ status: 'to-invite' })).to.deep.equal(['Gary Never']);
    expect(await found({ status: 'invited', teamId: team.id })).to.deep.equal([]);
  });

  it('are listed page by page in both directions, also those of one name', async () => {
    await buildUser({ name: 'Aaron First' });
    await User.insertMany(
      Array.from({ length: 120 }, (_, n) => ({
        name: 'Same Name',
        email: `same-${n}@example.com`,
        timeZone: 'UTC',
        joinedAt: new Date('2026-01-01'),
      })),
    );
    const first = await searchPeople({});
    const second = await searchPeople({}, { after: first.next! });
    const third = await searchPeople({}, { after: second.next! });
    const all = [first, second, third].flatMap(({ people }) => people.map(({ id }) => id));
    expect([first, second, third].map(({ people }) => people.length)).to.deep.equal([50, 50, 21]);
    expect(new Set(all)).to.have.length(121);
    expect([first.previous, third.next]).to.deep.equal([null, null]);
    const back = await searchPeople({}, { before: third.previous! });
    expect(back.people).to.deep.equal(second.people);
    const start = await searchPeople({}, { before: back.previous! });
    expect(start.people).to.deep.equal(first.people);
    expect(start.previous).to.equal(null);
    expect(start.next).to.equal(first.next);
  });
});
