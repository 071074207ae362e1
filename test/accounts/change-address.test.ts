import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { composePasswordReset } from '../../src/sign-in/compose-password-reset.js';
import { createPerson } from '../../src/sign-in/create-person.js';
import type { Mail } from '../../src/platform/net/mailer.js';
import { findActivePerson } from '../../src/people/find-people.js';
import { User } from '../../src/people/user.model.js';
import { createAgent, signedIn } from '../support/agent.js';
import { buildUser, password } from '../support/builders.js';
import { onceReached } from '../support/once-reached.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { sendAccountMails } from '../support/send-mails.js';
import { createTestServices, type TestServices } from '../support/services.js';

/** The mail with a link for a new password. */
async function composeReset(services: TestServices, email: string): Promise<Mail> {
  const mail = await composePasswordReset(services, {
    email,
    generation: 'one',
    isCounted: false,
    askedAt: services.clock.now(),
  });
  return mail as Mail;
}

describe('A new e-mail address, given by an admin', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  let app: ReturnType<typeof createApp>;
  let admin: Awaited<ReturnType<typeof signedIn>>;
  beforeEach(async () => {
    services = createTestServices();
    app = createApp(services);
    admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
  });

  const give = async (id: string, email: string) => {
    await admin.visit(`/admin/people/${id}`);
    return admin.submit({ email }, `/admin/people/${id}`);
  };
  const sentTo = (address: string) => services.outbox.filter(({ to }) => to.address === address);
  const linkIn = (text: string) => new URL(/https?:\/\/\S+/.exec(text)![0]).pathname;

  it('is what the person signs in with from then on; their sessions are over', async () => {
    const bo = await signedIn(app, { email: 'bo@old.example' });
    expect((await give(bo.user.id, ' Bo@New.example ')).status).to.equal(303);
    expect((await bo.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
    const agent = createAgent(app);
    await agent.visit('/sign-in');
    expect((await agent.submit({ email: 'bo@old.example', password })).status).to.equal(422);
    expect((await agent.submit({ email: 'bo@new.example', password })).status).to.equal(303);
  });

  it('is said to the old and to the new address, without naming one to the other', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    await give(bo.id, 'bo@new.example');
    await sendAccountMails(services);
    for (const address of ['bo@old.example', 'bo@new.example']) {
      const [mail, ...more] = sentTo(address);
      expect(more).to.have.length(0);
      expect(mail!.subject).to.contain('address of your account at Acme was changed');
      expect(mail!.text)
        .to.contain('Ines Admin')
        .and.not.match(/bo@(old|new)\.example/);
    }
    expect(services.outbox).to.have.length(2);
  });

  it('is said to the old address also of a person whose access has ended', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    await User.updateOne({ _id: bo.id }, { $set: { status: 'deactivated' } });
    await give(bo.id, 'bo@new.example');
    await sendAccountMails(services);
    expect(sentTo('bo@old.example')).to.have.length(1);
  });

  it('makes a link for a new password void that was mailed to the old one', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    const mail = await composeReset(services, bo.email);
    await give(bo.id, 'bo@new.example');
    expect((await createAgent(app).visit(linkIn(mail.text))).status).to.equal(410);
  });

  it('makes a link void that was being made for the old one at that moment', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    onceReached('link.ready', () => give(bo.id, 'bo@new.example'));
    const mail = await composeReset(services, bo.email);
    expect(mail.to.address).to.equal('bo@old.example');
    const visitor = createAgent(app);
    expect((await visitor.visit(linkIn(mail.text))).status).to.equal(410);
  });

  it('makes a link void whose form is open already', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    const mail = await composeReset(services, bo.email);
    const visitor = createAgent(app);
    await visitor.visit(linkIn(mail.text));
    onceReached('change.ready', () => give(bo.id, 'bo@new.example'));
    const before = (await User.findById(bo.id).lean())!.passwordHash;
    expect((await visitor.submit({ password: 'ferry bell lantern' })).status).to.equal(410);
    expect((await User.findById(bo.id).lean())!.passwordHash).to.equal(before);
  });

  it('of an invited person gets a new invitation, and the one before is void', async () => {
    const bo = { name: 'Bo', email: 'bo@old.example', roles: ['advocate' as const], teamId: null };
    const { id } = await createPerson(services, { actor: 'operator', ...bo, status: 'invited' });
    await admin.visit(`/admin/people/${id}`);
    await admin.submit({}, `/admin/people/${id}/invitation`);
    const [first] = sentTo('bo@old.example');
    expect((await give(id, 'bo@new.example')).headers.location).to.equal(`/admin/people/${id}`);
    expect((await admin.visit(`/admin/people/${id}`)).text).to.contain('a new invitation was sent there');
    const [second] = sentTo('bo@new.example');
    expect((await createAgent(app).visit(linkIn(first!.text))).status).to.equal(410);
    expect((await createAgent(app).visit(linkIn(second!.text))).status).to.equal(200);
    await sendAccountMails(services);
    expect(sentTo('bo@old.example')).to.have.length(2);
    expect(sentTo('bo@new.example')).to.have.length(1);
  });

  it('that somebody has is refused next to the field, and nothing else of the form is kept', async () => {
    const [bo, cy] = [await buildUser({ name: 'Bo', email: 'bo@old.example' }), await buildUser()];
    await admin.visit(`/admin/people/${bo.id}`);
    const answer = await admin.submit(
      { name: 'Typed', email: cy.email.toUpperCase() },
      `/admin/people/${bo.id}`,
    );
    expect(answer.status).to.equal(422);
    expect(admin.page('#email-error').text()).to.contain('Somebody has this address already');
    expect(admin.page('#name').val()).to.equal('Typed');
    expect(await findActivePerson(bo.id)).to.deep.include({ name: 'Bo', email: 'bo@old.example' });
    expect((await give(bo.id, 'no address')).status).to.equal(422);
  });

  it('asks for the password first', async () => {
    const bo = await buildUser({ email: 'bo@old.example' });
    services.setNow('2026-11-18T09:11:00Z');
    expect((await give(bo.id, 'bo@new.example')).headers.location).to.match(/^\/confirm-password/);
    expect((await findActivePerson(bo.id))!.email).to.equal('bo@old.example');
  });

  it('of the admin themselves leaves them signed in here', async () => {
    const elsewhere = createAgent(app);
    await elsewhere.visit('/sign-in');
    await elsewhere.submit({ email: admin.user.email, password });
    expect((await give(admin.user.id, 'ines@new.example')).status).to.equal(303);
    expect((await admin.visit('/admin/people')).status).to.equal(200);
    expect((await elsewhere.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  it('of the admin themselves counts neither as giving the password nor as signing in', async () => {
    const other = await buildUser({ email: 'bo@old.example' });
    services.setNow('2026-11-18T09:09:00Z');
    await give(admin.user.id, 'ines@new.example');
    services.setNow('2026-11-18T09:11:00Z');
    expect((await give(other.id, 'bo@new.example')).headers.location).to.match(/^\/confirm-password/);

    services.setNow('2026-12-01T09:00:00Z');
    await admin.visit('/confirm-password');
    await admin.submit({ password }, '/confirm-password');
    await give(admin.user.id, 'ines@newer.example');
    services.setNow('2026-12-14T09:00:00Z');
    expect((await admin.visit('/account')).status).to.equal(200);
    services.setNow('2026-12-18T09:00:00Z');
    expect((await admin.visit('/account')).headers.location).to.match(/^\/sign-in\b/);
  });

  it('of the admin themselves signs them out when something else ends their sessions at that moment', async () => {
    const other = { $inc: { sessionVersion: 1, revision: 1 } };
    onceReached('change.ready', () => User.updateOne({ _id: admin.user.id }, other));
    expect((await give(admin.user.id, 'ines@new.example')).status).to.equal(409);
    expect((await admin.visit('/admin/people')).headers.location).to.match(/^\/sign-in\b/);
  });
});
