import { expect } from 'chai';
import supertest from 'supertest';
import mongoose from 'mongoose';
import { createApp } from '../../src/app.js';
import { countReset } from '../../src/sign-in/limit-attempts.js';
import { queuePasswordReset } from '../../src/sign-in/password-resets.js';
import { resets, tries, type FairQueue } from '../../src/sign-in/password-queues.js';
import { changePassword, setPasswordByLink } from '../../src/sign-in/set-password.js';
import { makeLink } from '../../src/sign-in/single-use-links.js';
import { actorOf } from '../support/actors.js';
import { sendAccountMails } from '../support/send-mails.js';
import { createAgent, signedIn } from '../support/agent.js';
import { MailFailed } from '../../src/platform/net/mailer.js';
import { User } from '../../src/people/user.model.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices, type TestServices } from '../support/services.js';

const chosen = 'ferry bell lantern';

/** The path of the link in the last mail. */
const linkIn = (services: TestServices) =>
  new URL(/https?:\/\/\S+/.exec(services.outbox.at(-1)!.text)![0]).pathname;

describe('A forgotten password', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  async function askFor(services: TestServices, email: string) {
    const agent = createAgent(createApp(services));
    await agent.visit('/forgotten-password');
    const response = await agent.submit({ email });
    await sendAccountMails(services);
    return { agent, response };
  }

  it('is replaced through a link by mail, which signs the person in', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const { agent } = await askFor(services, user.email.toUpperCase());
    expect(services.outbox[0]!.to).to.deep.equal({ name: user.name, address: user.email });
    await agent.visit(linkIn(services));
    expect((await agent.submit({ password: chosen })).headers.location).to.equal('/feed');
    expect((await agent.visit('/account')).status).to.equal(200);

    const later = createAgent(createApp(services));
    await later.visit('/sign-in');
    expect((await later.submit({ email: user.email, password: chosen })).status).to.equal(303);
  });

  it('gets the same answer for an address that nobody has, and no mail', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const answerTo = async (email: string) => {
      const { agent, response } = await askFor(services, email);
      expect(response.headers.location).to.equal('/sign-in');
      await agent.visit('/sign-in');
      return agent.page('.flash').text().replace(email, '…');
    };
    expect(await answerTo('nobody@example.com')).to.equal(await answerTo(user.email));
    expect(services.outbox).to.have.length(1);
  });

  it('asks the database the same whoever has the address, and leaves the rest to a job', async () => {
    const services = createTestServices();
    const known = await buildUser();
    const gone = await buildUser();
    await User.updateOne({ _id: gone.id }, { status: 'deactivated' });
    const limited = await buildUser();
    for (let times = 0; times < 3; times += 1) await askFor(services, limited.email);
    const mailed = services.outbox.length;

    const askedFor = async (email: string) => {
      const agent = createAgent(createApp(services));
      await agent.visit('/forgotten-password');
      const calls: string[] = [];
      mongoose.set('debug', (collection: string, method: string) => calls.push(`${collection}.${method}`));
      const response = await agent.submit({ email });
      mongoose.set('debug', false);
      expect(response.status).to.equal(303);
      // Some run at the same time, in any order.
      return calls.sort();
    };
    const calls = await askedFor('nobody@example.com');
    expect(calls).to.contain('deliveries.bulkWrite');
    expect(calls.filter((call) => call.startsWith('users.'))).to.deep.equal([]);
    for (const { email } of [known, gone, limited]) expect(await askedFor(email), email).to.deep.equal(calls);
    expect(services.outbox).to.have.length(mailed);
    await sendAccountMails(services);
    expect(services.outbox.slice(mailed).map(({ to }) => to.address)).to.deep.equal([known.email]);
  });

  it('is mailed later when the relay is away or the process dies, within the hour', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const accept = services.mailer.send.bind(services.mailer);
    services.mailer.send = () => Promise.reject(new MailFailed('not-now', 'relay down'));
    await askFor(services, user.email);
    services.mailer.send = accept;
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(0);
    services.setNow('2026-11-18T09:02:00Z');
    await sendAccountMails(services);
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);

    services.mailer.send = () => Promise.reject(new MailFailed('not-now', 'relay down'));
    await askFor(services, user.email);
    services.mailer.send = accept;
    services.setNow('2026-11-18T10:03:00Z');
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);
    expect(await mongoose.connection.db!.collection('deliveries').countDocuments()).to.equal(0);
  });

  it('is valid as asked for last, also when an earlier mail is sent after it', async () => {
    const services = createTestServices();
    const app = createApp(services);
    const { email } = await buildUser();
    const accept = services.mailer.send.bind(services.mailer);
    services.mailer.send = () => Promise.reject(new MailFailed('not-now', 'greylisted'));
    await queuePasswordReset(services, email);
    await sendAccountMails(services);
    services.mailer.send = accept;
    services.setNow('2026-11-18T09:00:30Z');
    await queuePasswordReset(services, email);
    await sendAccountMails(services);
    services.setNow('2026-11-18T09:03:00Z');
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);
    const [, token] = /reset-password\/([\w-]+)/.exec(services.outbox[0]!.text)!;
    expect((await supertest(app).get(`/reset-password/${token}`)).status).to.equal(200);
  });

  it('says that no mail leaves the server where none does', async () => {
    const services = createTestServices();
    const { agent } = await askFor(services, (await buildUser()).email);
    await agent.visit('/sign-in');
    expect(agent.page('.flash').text())
      .to.contain('stored on this server')
      .and.not.match(/goes there|on its way/);
    await agent.visit('/forgotten-password');
    expect(agent.page('main').text()).to.contain('This server sends no mail').and.not.contain('We mail you');

    const relayed = createTestServices({ envOverrides: { SMTP_URL: 'smtp://127.0.0.1:1' } });
    const { agent: other } = await askFor(relayed, 'nobody@example.com');
    await other.visit('/sign-in');
    expect(other.page('.flash').text()).to.contain('within a minute').and.not.contain('stored');
    await other.visit('/forgotten-password');
    expect(other.page('main').text()).to.contain('We mail you').and.not.contain('This server sends no mail');
  });

  it('ends every other session of that person', async () => {
    const services = createTestServices();
    const elsewhere = await signedIn(createApp(services));
    await askFor(services, elsewhere.user.email);
    const agent = createAgent(createApp(services));
    await agent.visit(linkIn(services));
    await agent.submit({ password: chosen });
    expect((await elsewhere.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  it('is changed once by one link, even by two who send it at once', async () => {
    const services = createTestServices();
    const user = await buildUser();
    await askFor(services, user.email);
    const agents = [createAgent(createApp(services)), createAgent(createApp(services))];
    for (const agent of agents) await agent.visit(linkIn(services));
    const answers = await Promise.all(
      agents.map((agent, index) => agent.submit({ password: `${chosen} ${index}` })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 410]);
    expect((await agents[0]!.visit(linkIn(services))).status).to.equal(410);
    expect(agents[0]!.page('h1').text()).to.contain('no longer works');
  });

  it('can be changed for one hour, by the newest link alone', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const { agent } = await askFor(services, user.email);
    const first = linkIn(services);
    await askFor(services, user.email);
    expect((await agent.visit(first)).status).to.equal(410);
    services.setNow('2026-11-18T09:59:00Z');
    expect((await agent.visit(linkIn(services))).status).to.equal(200);
    services.setNow('2026-11-18T10:01:00Z');
    expect((await agent.submit({ password: chosen })).status).to.equal(410);
  });

  for (const [how, choose] of Object.entries({
    'by a link': (services: TestServices, _personId: string, token: string) =>
      setPasswordByLink(services, { purpose: 'password-reset', token, password: chosen }),
    'with the old one': async (services: TestServices, personId: string) =>
      changePassword(services, {
        actor: await actorOf(personId),
        newPassword: chosen,
        asker: { device: 'a device' },
      }),
  }))
    it(`chosen ${how} leaves no other link valid, not even one of an earlier release`, async () => {
      const services = createTestServices();
      const { id: userId } = await buildUser();
      // Those of an earlier release name no sessions that they belong to.
      const reset = await makeLink(services, { purpose: 'password-reset', userId });
      const invitation = await makeLink(services, { purpose: 'invitation', userId });
      await choose(services, userId, reset.token);
      const agent = createAgent(createApp(services));
      expect((await agent.visit(`/reset-password/${reset.token}`)).status).to.equal(410);
      expect((await agent.visit(`/invitation/${invitation.token}`)).status).to.equal(410);
    });

  it('asks again for a password that is no good, and the link still holds', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const { agent } = await askFor(services, user.email);
    await agent.visit(linkIn(services));
    expect((await agent.submit({ password: 'short' })).status).to.equal(422);
    expect((await agent.submit({ password: chosen })).status).to.equal(303);
  });

  it('brings one address no more than three mails an hour, and says nothing of it', async () => {
    const services = createTestServices();
    const user = await buildUser();
    for (let times = 0; times < 5; times += 1)
      expect((await askFor(services, user.email)).response.status).to.equal(303);
    expect(services.outbox).to.have.length(3);
  });

  it('counts a mail once, however often the relay is asked to take it', async () => {
    const services = createTestServices();
    const user = await buildUser();
    const accept = services.mailer.send.bind(services.mailer);
    services.mailer.send = () => Promise.reject(new MailFailed('not-now', 'relay down'));
    await askFor(services, user.email);
    for (const minute of ['01', '06']) {
      services.setNow(`2026-11-18T09:${minute}:01Z`);
      await sendAccountMails(services);
    }
    services.mailer.send = accept;
    services.setNow('2026-11-18T09:22:00Z');
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);
  });

  it('is asked about a hundred times an hour from one network, then there is a wait', async () => {
    const services = createTestServices();
    const agent = createAgent(createApp(services));
    for (let times = 0; times < 100; times += 1)
      await countReset(services, { email: `person-${times}@example.com`, network: '127.0.0.1' });
    await agent.visit('/forgotten-password');
    expect((await agent.submit({ email: 'one-more@example.com' })).status).to.equal(422);
    expect(agent.page('#email-error').text()).to.contain('Too many tries');
  });

  describe('when too many wait already', () => {
    /** Fills all places of a queue, does this, and empties it. */
    async function whileFull(queue: FairQueue, action: () => Promise<void>) {
      let end = () => {};
      const ended = new Promise<void>((resolve) => (end = resolve));
      const filled = Array.from({ length: queue.limits.atOnce + queue.limits.waiting }, (_, n) =>
        queue.run({ network: `192.0.2.${n}` }, () => ended),
      );
      await action().finally(end);
      await Promise.all(filled);
    }

    it('is asked about in vain: the page comes back with the address, and nothing is counted or queued', async () => {
      const agent = createAgent(createApp(createTestServices()));
      await agent.visit('/forgotten-password');
      await whileFull(resets, async () => {
        const { status, headers } = await agent.submit({ email: 'ana@example.com' });
        expect([status, headers['retry-after']]).to.deep.equal([503, '10']);
      });
      expect(agent.page('input[name=email]').val()).to.equal('ana@example.com');
      expect(agent.page('[role=alert]').text()).to.contain('Wait ten seconds');
      for (const name of ['attempts', 'deliveries'])
        expect(await mongoose.connection.db!.collection(name).countDocuments()).to.equal(0);
    });

    it('is not replaced through its link, which still holds afterwards', async () => {
      const services = createTestServices();
      const { agent } = await askFor(services, (await buildUser()).email);
      await agent.visit(linkIn(services));
      await whileFull(tries, async () => {
        expect((await agent.submit({ password: chosen })).status).to.equal(503);
      });
      expect((await agent.submit({ password: chosen })).headers.location).to.equal('/feed');
    });
  });

  it('leaves no link in the database', async () => {
    const services = createTestServices();
    await askFor(services, (await buildUser()).email);
    const stored = JSON.stringify(
      await mongoose.connection.db!.collection('singleuselinks').find().toArray(),
    );
    expect(stored).to.contain('password-reset').and.not.to.contain(linkIn(services).split('/').pop());
  });
});

describe('An invitation', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  async function invite(services: TestServices) {
    const admin = await signedIn(createApp(services), { name: 'Ines Admin', roles: ['admin'] });
    await admin.visit('/admin/people/invite');
    const response = await admin.submit(
      { name: 'Bo Newcomer', email: 'Bo@Example.com', roles: ['advocate', 'editor'] },
      '/admin/people/invite',
    );
    return { admin, response };
  }

  it('lets a person choose a password, and join', async () => {
    const services = createTestServices();
    const { response } = await invite(services);
    expect(response.headers.location).to.equal('/admin/people');
    const mail = services.outbox[0]!;
    expect(mail.to.address).to.equal('bo@example.com');
    expect(mail.subject).to.contain('Ines Admin').and.contain('Acme');
    expect(mail.html).to.contain(linkIn(services));

    const agent = createAgent(createApp(services));
    await agent.visit(linkIn(services));
    expect(agent.page.text()).to.contain('Bo Newcomer');
    expect((await agent.submit({ password: chosen })).headers.location).to.equal('/feed');
    expect((await agent.visit('/studio')).status).to.equal(200);
    expect((await agent.visit(linkIn(services))).status).to.equal(410);
  });

  it('lets nobody in before it is accepted', async () => {
    const services = createTestServices();
    await invite(services);
    const agent = createAgent(createApp(services));
    await agent.visit('/sign-in');
    expect((await agent.submit({ email: 'bo@example.com', password })).status).to.equal(422);
  });

  it('is open for seven days; after that the page says what to do', async () => {
    const services = createTestServices();
    await invite(services);
    const agent = createAgent(createApp(services));
    services.setNow('2026-11-25T08:59:00Z');
    expect((await agent.visit(linkIn(services))).status).to.equal(200);
    services.setNow('2026-11-25T09:01:00Z');
    expect((await agent.visit(linkIn(services))).status).to.equal(410);
    expect(agent.page('main').text()).to.contain('ask the admin who invited you');
  });

  it('can be sent again: the earlier link stops working', async () => {
    const services = createTestServices();
    const { admin } = await invite(services);
    const first = linkIn(services);
    await admin.visit('/admin/people?name=newcomer');
    await admin.visit(admin.page('.item-title a').attr('href')!);
    await admin.submit({}, admin.page('form[action$="/invitation"]').attr('action'));
    expect(services.outbox).to.have.length(2);
    const agent = createAgent(createApp(services));
    expect((await agent.visit(first)).status).to.equal(410);
    expect((await agent.visit(linkIn(services))).status).to.equal(200);
  });

  it('is shown as a link to copy, with its mail, where no mail leaves the server', async () => {
    const services = createTestServices();
    services.mailer.send = () => Promise.resolve({ outboxFile: '2026-11-18-0001-abc.eml' });
    const { admin, response } = await invite(services);
    expect(response.status).to.equal(200);
    expect(response.headers['cache-control']).to.equal('no-store');
    const link = String(admin.page('#invitation-url').val());
    expect(admin.page('main').text()).to.contain('this server sends no mail').and.not.contain('on its way');
    expect(admin.page('a[href="/outbox/2026-11-18-0001-abc.eml"]')).to.have.length(1);
    const agent = createAgent(createApp(services));
    await agent.visit(new URL(link).pathname);
    expect((await agent.submit({ password: chosen })).headers.location).to.equal('/feed');
  });

  it('says so when the mail could not be sent, and keeps the person', async () => {
    const services = createTestServices({
      mailer: { send: () => Promise.reject(new Error('relay down')), close: () => undefined },
    });
    const { admin } = await invite(services);
    await admin.visit('/admin/people');
    expect(admin.page('.flash').text()).to.contain('could not be sent');
    expect(admin.page('main').text()).to.contain('Bo Newcomer');
  });

  it('is refused next to the field for an address that somebody has', async () => {
    const services = createTestServices();
    await buildUser({ email: 'bo@example.com' });
    const { admin, response } = await invite(services);
    expect(response.status).to.equal(422);
    expect(admin.page('#email-error').text()).to.contain('has this address already');
    expect(admin.page('input[name=roles][value=editor]').attr('checked')).to.equal('checked');
    expect(services.outbox).to.have.length(0);
  });
});
