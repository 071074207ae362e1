import { expect } from 'chai';
import { Types } from 'mongoose';
import sinon from 'sinon';
import { createApp } from '../../src/app.js';
import { makeApiKey, revokeApiKey, ApiKey } from '../../src/conversions/api-key.model.js';
import { makeWebhookSecret } from '../../src/conversions/webhook-secret.model.js';
import { updateOrganization } from '../../src/organization/index.js';
import { createLog } from '../../src/platform/log.js';
import { findActivePerson, type Person } from '../../src/people/find-people.js';
import { User } from '../../src/people/user.model.js';
import { NotAllowedNow } from '../../src/platform/errors.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { changePassword } from '../../src/sign-in/set-password.js';
import { updatePerson } from '../../src/accounts/update-person.js';
import { acting } from '../support/actors.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { deactivatePerson, reactivatePerson } from '../../src/accounts/access-of-person.js';
import { diesAt } from '../support/dies-at.js';
import { sendAccountMails } from '../support/send-mails.js';
import { createTestServices, type TestServices } from '../support/services.js';

const chosen = 'ferry bell lantern';

/** Services whose log is read. */
function logged() {
  const lines: string[] = [];
  const services = createTestServices({
    log: createLog('info', { write: (line: string) => lines.push(line) }),
  });
  const details = () =>
    lines
      .map(
        (line) =>
          JSON.parse(line) as {
            event?: string;
            personId?: string;
            byId?: string;
            from?: unknown;
            to?: unknown;
          },
      )
      .filter(({ event }) => event);
  const events = () => details().map(({ event, personId, byId }) => [event, personId ?? null, byId ?? null]);
  return { services, events, details, text: () => lines.join('') };
}

const mailsTo = (services: TestServices, email: string) =>
  services.outbox.filter(({ to }) => to.address === email).map(({ subject }) => subject);

describe('What happens to accounts', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('is in the log: sign-in, failure, lock, sign-out, with ids and no addresses', async () => {
    const { services, events, text } = logged();
    const user = await buildUser();
    const app = createApp(services);
    const agent = createAgent(app);
    await agent.visit('/sign-in');
    await agent.submit({ email: user.email, password: 'wrong' });
    await agent.submit({ email: 'nobody@example.com', password: 'wrong' });
    await agent.submit({ email: user.email, password });
    await agent.visit('/account');
    await agent.submit({}, '/sign-out');
    const guesser = createAgent(app);
    await guesser.visit('/sign-in');
    for (let tries = 0; tries < 11; tries += 1)
      await guesser.submit({ email: user.email, password: 'wrong' });
    expect(events().slice(0, 4)).to.deep.equal([
      ['sign-in-failed', user.id, null],
      ['sign-in-failed', null, null],
      ['sign-in', user.id, null],
      ['sign-out', user.id, null],
    ]);
    expect(events().at(-1)).to.deep.equal(['sign-in-locked', user.id, null]);
    expect(text()).not.to.match(/@|%40/).and.not.contain(password);
  });

  it('is in the log: invitation, roles, address, deactivation, keys and visibility, with who did it', async () => {
    const { services, events, details } = logged();
    const admin = await signedIn(createApp(services), { roles: ['admin'] });
    await admin.visit('/admin/people/invite');
    await admin.submit({ name: 'Bo', email: 'bo@example.com', roles: ['advocate'] }, '/admin/people/invite');
    const { id } = await buildUser();
    await admin.visit(`/admin/people/${id}`);
    await admin.submit({ roles: ['advocate', 'editor'] }, `/admin/people/${id}`);
    await admin.visit(`/admin/people/${id}`);
    await admin.submit({ email: 'another@example.com' }, `/admin/people/${id}`);
    await admin.visit(`/admin/people/${id}`);
    await admin.submit({ name: 'Another name' }, `/admin/people/${id}`);
    await admin.visit(`/admin/people/${id}/deactivate`);
    await admin.submit({}, `/admin/people/${id}/deactivate`);
    await admin.visit(`/admin/people/${id}`);
    await admin.submit({}, `/admin/people/${id}/reactivate`);
    await admin.visit('/admin/conversions/settings');
    await admin.submit({ keyName: 'CRM' }, '/admin/conversions/settings/keys');
    await admin.visit('/admin/organization');
    await admin.submit({ visibility: 'aggregate-only' }, '/admin/organization');
    await admin.visit('/admin/organization');
    await admin.submit({ name: 'Another name' }, '/admin/organization');
    const done = events().filter(([event]) => event !== 'sign-in');
    expect(done.map(([event]) => event)).to.deep.equal([
      'invitation-made',
      'roles-changed',
      'address-changed',
      'person-deactivated',
      'person-reactivated',
      'api-key-made',
      'visibility-changed',
    ]);
    const [roles] = details().filter(({ event }) => event === 'roles-changed');
    expect(roles).to.deep.include({ personId: id, from: ['advocate'], to: ['advocate', 'editor'] });
    expect(new Set(done.map(([, , byId]) => byId))).to.deep.equal(new Set([admin.user.id]));
  });

  it('reaches the person by mail when their password was changed, by themselves or by a link', async () => {
    const services = createTestServices();
    const agent = await signedIn(createApp(services));
    await agent.visit('/account/password');
    await agent.submit({ currentPassword: password, newPassword: chosen }, '/account/password');
    await sendAccountMails(services);
    expect(mailsTo(services, agent.user.email)).to.deep.equal(['Your password at Acme was changed']);

    const other = createAgent(createApp(services));
    await other.visit('/forgotten-password');
    await other.submit({ email: agent.user.email });
    await sendAccountMails(services);
    const link = new URL(/https?:\/\/\S+/.exec(services.outbox.at(-1)!.text)![0]).pathname;
    await other.visit(link);
    await other.submit({ password: `${chosen} again` });
    await sendAccountMails(services);
    expect(mailsTo(services, agent.user.email)).to.deep.equal([
      'Your password at Acme was changed',
      'A new password for Groundswell',
      'Your password at Acme was changed',
    ]);
  });

  it('reaches all admins by mail when keys, the webhook secret or the visibility change, and nobody else', async () => {
    const services = createTestServices();
    const admin = await signedIn(createApp(services), { name: 'Ines Admin', roles: ['admin'] });
    const second = await buildUser({ roles: ['advocate', 'admin'] });
    await buildUser({ roles: ['editor', 'approver', 'sponsor'] });
    await admin.visit('/admin/conversions/settings');
    await admin.submit({ keyName: 'CRM' }, '/admin/conversions/settings/keys');
    await admin.visit('/admin/conversions/settings');
    const revoke = admin.page('a[href$="/revoke"]').attr('href')!;
    await admin.visit(revoke);
    await admin.submit({}, revoke);
    await admin.visit('/admin/conversions/settings');
    await admin.submit({}, '/admin/conversions/settings/secret');
    await admin.visit('/admin/organization');
    await admin.submit({ visibility: 'aggregate-only' }, '/admin/organization');
    await sendAccountMails(services);
    const subjects = [
      'A new API key at Acme',
      'An API key was revoked at Acme',
      'A new webhook secret at Acme',
      'Who may see whose results has changed at Acme',
    ];
    for (const email of [admin.user.email, second.email])
      expect(mailsTo(services, email)).to.have.members(subjects);
    expect(services.outbox).to.have.length(8);
    const change = services.outbox.find(({ subject }) => subject === subjects[3])!;
    expect(change.text)
      .to.contain('Ines Admin')
      .and.contain('Their own, and teams')
      .and.contain('Totals only');
  });

  it('reaches all admins by mail when roles change or are given with an invitation, and who was an admin until then', async () => {
    const services = createTestServices();
    const admin = await signedIn(createApp(services), { name: 'Ines Admin', roles: ['admin'] });
    const second = await buildUser({ name: 'Bo Second', roles: ['advocate', 'admin'] });
    const third = await buildUser({ name: 'Cy Third' });
    const change = async (id: string, roles: string[]) => {
      await admin.visit(`/admin/people/${id}`);
      await admin.submit({ roles }, `/admin/people/${id}`);
      await sendAccountMails(services);
      const mails = services.outbox.splice(0);
      return { to: mails.map(({ to }) => to.address).sort(), text: mails[0]?.text };
    };
    const made = await change(third.id, ['editor', 'admin']);
    expect(made.to).to.deep.equal([admin.user.email, second.email, third.email].sort());
    expect(made.text).to.contain(
      'Ines Admin changed the roles of Cy Third from “Advocate” to “Editor, Admin”.',
    );
    expect((await change(second.id, ['advocate'])).to).to.deep.equal(made.to);
    expect((await change(second.id, ['advocate'])).to).to.deep.equal([]);

    const invite = async (email: string, roles: string[]) => {
      await admin.visit('/admin/people/invite');
      await admin.submit({ name: 'Di Fourth', email, roles }, '/admin/people/invite');
      await sendAccountMails(services);
      return services.outbox.splice(0).filter(({ to }) => to.address !== email);
    };
    expect(await invite('di@example.com', ['advocate'])).to.deep.equal([]);
    const mails = await invite('ed@example.com', ['advocate', 'admin']);
    expect(mails.map(({ to }) => to.address).sort()).to.deep.equal([admin.user.email, third.email].sort());
    expect(mails[0]!.text).to.contain('Ines Admin invited Di Fourth with these roles: Advocate, Admin.');
  });

  it('reaches all admins by mail, and the admin themselves, when an admin is deactivated or let in again', async () => {
    const services = createTestServices();
    const [first, second] = [
      await buildUser({ name: 'Ines Admin', roles: ['admin'] }),
      await buildUser({ name: 'Bo Second', roles: ['advocate', 'admin'] }),
    ];
    const third = await buildUser({ name: 'Cy Third' });
    const mailed = async (change: typeof deactivatePerson | typeof reactivatePerson, userId: string) => {
      await change(services, { actor: first, userId });
      await sendAccountMails(services);
      const mails = services.outbox.splice(0);
      return { to: mails.map(({ to }) => to.address).sort(), text: mails[0]?.text ?? '' };
    };
    const ended = await mailed(deactivatePerson, second.id);
    expect(ended.to).to.deep.equal([first.email, second.email].sort());
    expect(ended.text).to.contain('Ines Admin deactivated the account of Bo Second, who is an admin.');
    const back = await mailed(reactivatePerson, second.id);
    expect(back.to).to.deep.equal(ended.to);
    expect(back.text).to.contain('reactivated');
    expect((await mailed(deactivatePerson, third.id)).to).to.deep.equal([]);
  });

  it('is mailed of no admin whose access went on because the last one was to be ended', async () => {
    const services = createTestServices();
    const [a, b] = [await buildUser({ roles: ['admin'] }), await buildUser({ roles: ['admin'] })];
    // Another admin is there when it is asked first, and gone after the change.
    const left = sinon.stub(User, 'exists');
    left.onFirstCall().resolves({ _id: new Types.ObjectId(a.id) });
    left.resolves(null);
    const refused = await deactivatePerson(services, { userId: b.id, actor: a }).catch(
      (error: unknown) => error,
    );
    left.restore();
    expect(refused).to.be.instanceOf(NotAllowedNow);
    expect((await User.findById(b.id).lean())!.statusBefore).to.equal('active');
    await sendAccountMails(services);
    expect(services.outbox).to.deep.equal([]);
  });

  it('is mailed with its time in UTC where the zone of the reader is not known', async () => {
    const services = createTestServices();
    const admin = await buildUser({ roles: ['admin'], timeZone: 'Mars/Olympus' });
    await makeApiKey(services, { name: 'CRM', actor: (await findActivePerson(admin.id))! });
    await sendAccountMails(services);
    expect(services.outbox[0]!.text)
      .to.match(/\d\d\.11\.2026, 09:00/)
      .and.not.contain('Invalid');
  });

  describe('is mailed also when the process is killed right after the change', () => {
    /** No mail is recorded by this process, until `restore`. */
    const killed = () => {
      const stub = sinon.stub(DeliveryRow.collection, 'bulkWrite').rejects(new Error('killed'));
      return () => stub.restore();
    };
    const changes: Record<string, (admin: Person, services: TestServices) => Promise<unknown>> = {
      'a key was made': (actor, services) => makeApiKey(services, { name: 'CRM', actor }),
      'a key was revoked': async (actor, services) => {
        const { id: keyId } = await ApiKey.create({ name: 'CRM', hash: 'x', createdAt: new Date() });
        await revokeApiKey(services, { keyId, actor });
      },
      'the webhook secret was made': (actor, services) => makeWebhookSecret(services, { actor }),
      'the visibility changed': (by, services) =>
        updateOrganization(services, { actor: by, revision: 1, visibility: 'aggregate-only' }),
      'the password was changed': (person, services) =>
        changePassword(services, { actor: person, newPassword: chosen, asker: { device: 'a device' } }),
      'the address was changed': ({ id, ...person }, services) =>
        updatePerson(services, {
          ...person,
          userId: id,
          actor: acting('admin', id),
          email: 'new@example.com',
        }),
    };
    for (const [what, change] of Object.entries(changes))
      it(what, async () => {
        const services = createTestServices();
        const { id } = await buildUser({ roles: ['admin'], email: 'old@example.com' });
        const restore = killed();
        await change((await findActivePerson(id))!, services).catch(() => undefined);
        restore();
        await sendAccountMails(services);
        const readers = what === 'the address was changed' ? ['new', 'old'] : ['old'];
        const reached = services.outbox.map(({ to }) => to.address).sort();
        expect(reached).to.deep.equal(readers.map((name) => `${name}@example.com`));
      });

    it('and once when it is killed between queueing the mail and removing it from the document', async () => {
      const services = createTestServices();
      const { id } = await buildUser({ roles: ['admin'] });
      await makeApiKey(services, { name: 'CRM', actor: (await findActivePerson(id))! });
      const kill = sinon.stub(ApiKey.collection, 'updateOne').rejects(new Error('killed'));
      await sendAccountMails(services).catch(() => undefined);
      kill.restore();
      expect(await DeliveryRow.countDocuments()).to.equal(1);
      for (let times = 0; times < 2; times += 1) await sendAccountMails(services);
      expect(services.outbox).to.have.length(1);
    });
  });

  it('is mailed once by two workers at once, and by another one when the first died', async () => {
    const services = createTestServices();
    const admin = await buildUser({ roles: ['admin'] });
    await makeApiKey(services, { name: 'CRM', actor: (await findActivePerson(admin.id))! });
    await Promise.all([sendAccountMails(services), sendAccountMails(services)]);
    expect(services.outbox).to.have.length(1);

    await makeApiKey(services, { name: 'CMS', actor: (await findActivePerson(admin.id))! });
    // The first worker dies before the relay has the mail.
    await diesAt('delivery.composed', () => sendAccountMails(services));
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(1);
    services.setNow('2026-11-18T09:10:00Z');
    await sendAccountMails(services);
    expect(services.outbox).to.have.length(2);
  });
});
