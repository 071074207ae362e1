import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { queuePasswordReset } from '../../src/sign-in/password-resets.js';
import { sendFirstInvitations } from '../../src/sign-in/invitation-waves.js';
import { MailFailed, type MailOutcome } from '../../src/platform/net/mailer.js';
import { User } from '../../src/people/user.model.js';
import { roles } from '../../src/people/permissions.js';
import { signedIn, type Agent } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { sendWaiting } from '../support/send-mails.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { later, minutes } from './builders.js';

describe('The page of deliveries', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let services: TestServices;
  let app: App;
  let admin: Awaited<ReturnType<typeof signedIn>>;
  let accept: TestServices['mailer']['send'];
  beforeEach(async () => {
    services = createTestServices({ envOverrides: { SMTP_URL: 'smtp://relay.example.com' } });
    app = createApp(services);
    accept = services.mailer.send.bind(services.mailer);
    admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
  });

  const answering = (outcome: MailOutcome, answer = `said ${outcome}`) => {
    services.mailer.send = () => Promise.reject(new MailFailed(outcome, answer));
  };
  /** An invitation of this person, to which the relay answers like this. */
  const invite = async (name: string, outcome: MailOutcome) => {
    const user = await buildUser({ name });
    await User.updateOne({ _id: user.id }, { status: 'invited' });
    answering(outcome);
    await sendFirstInvitations(services, { userIds: [user.id], byId: admin.user.id });
    await sendWaiting(services);
    services.mailer.send = accept;
    return user;
  };
  const textOf = ({ page: $ }: Pick<Agent, 'page'>, part = 'main') =>
    $(part).text().replace(/\s+/g, ' ').trim();

  it('says that nothing needs a decision while nothing does', async () => {
    await admin.visit('/admin/deliveries');
    expect(textOf(admin)).to.contain('No mail needs a decision');
    await admin.visit('/admin');
    expect(admin.page('[data-subject=deliveries]')).to.have.length(0);
  });

  it('names who could not be reached and why, and the state of things leads there', async () => {
    await invite('Ana Lima', 'never');
    await invite('Bo Ek', 'unknown');
    await admin.visit('/admin');
    expect(textOf(admin, '[data-subject=deliveries]'))
      .to.contain('1 mail could not be sent')
      .and.contain('1 other may not have arrived');
    await admin.visit(admin.page('[data-subject=deliveries] a').attr('href')!);
    expect(textOf(admin, 'h1')).to.equal('2 mails need a decision');
    expect(textOf(admin))
      .to.contain('Ana Lima')
      .and.contain('The relay refused it for good.')
      .and.contain('The relay answered: said never')
      .and.contain('Bo Ek')
      .and.contain('It may have arrived.');
    await admin.visit('/admin/deliveries?show=unconfirmed');
    expect(textOf(admin)).to.contain('Bo Ek').and.not.contain('Ana Lima');
  });

  it('says what waits, since when, why, and when it is tried next', async () => {
    await invite('Ana Lima', 'not-now');
    await admin.visit('/admin/deliveries?show=waiting');
    expect(textOf(admin, 'h1')).to.equal('1 mail waits');
    expect(textOf(admin, '.item'))
      .to.contain('Invitation Ana LimaSince 18.11.2026, 10:00')
      .and.contain('The relay did not take it. The next try is on 18.11.2026, 10:01.');
    expect(admin.page('a[href$="/again"]')).to.have.length(0);
  });

  it('sends again what an admin decides, and records who did, when', async () => {
    const ana = await invite('Ana Lima', 'unknown');
    await admin.visit('/admin/deliveries');
    const again = admin.page('a[href$="/again"]').attr('href')!;
    await admin.visit(again);
    expect(textOf(admin)).to.contain('its reader gets it twice').and.contain('Invitation, to Ana Lima');
    later(services, 60 * minutes);
    await admin.submit({}, again);
    await admin.visit('/admin/deliveries');
    expect(textOf(admin)).to.contain('recorded with your name');
    await sendWaiting(services);
    expect(services.outbox.map(({ to }) => to.name)).to.deep.equal(['Ana Lima']);
    const row = (await DeliveryRow.findOne({ recipient: ana.id }).lean())!;
    expect(row.state).to.equal('sent');
    expect(row.sentAgain.map(({ byId, at }) => [String(byId), at])).to.deep.equal([
      [admin.user.id, services.clock.now()],
    ]);
    await admin.visit('/admin/deliveries?show=sent');
    expect(textOf(admin, '.item')).to.contain('Ines Admin sent it again on 18.11.2026, 11:00.');
  });

  it('sends once what two admins decide at once, and says so to the second', async () => {
    await invite('Ana Lima', 'never');
    await admin.visit('/admin/deliveries');
    const again = admin.page('a[href$="/again"]').attr('href')!;
    const second = await signedIn(app, { roles: ['admin'] });
    await Promise.all([admin.visit(again), second.visit(again)]);
    const answers = await Promise.all([admin.submit({}, again), second.submit({}, again)]);
    expect(answers.map(({ headers }) => headers.location)).to.deep.equal(Array(2).fill('/admin/deliveries'));
    expect((await DeliveryRow.findOne().lean())!.sentAgain).to.have.length(1);
    await sendWaiting(services);
    expect(services.outbox).to.have.length(1);
    expect((await admin.visit(again)).status).to.equal(409);
  });

  it('shows neither the address nor the answer for a new password, and no link', async () => {
    const { email } = await buildUser();
    answering('never', `550 no mailbox ${email}`);
    await queuePasswordReset(services, email);
    await queuePasswordReset(services, 'stranger@example.com');
    await sendWaiting(services);
    services.mailer.send = accept;
    const { text } = await admin.visit('/admin/deliveries');
    expect(textOf(admin)).to.contain('Link for a new password').and.contain('The address is not shown');
    expect(text).to.not.contain(email).and.not.contain('550');
    expect(admin.page('.item'), 'none for an address that nobody has').to.have.length(1);
    const again = admin.page('a[href$="/again"]').attr('href')!;
    expect((await admin.visit(again)).text).to.not.contain(email);
    later(services, 60 * minutes);
    expect((await admin.visit(again)).status).to.equal(409);
    await admin.visit('/admin/deliveries');
    expect(admin.page('a[href$="/again"]')).to.have.length(0);
  });

  it('holds no secret: what is stored is not enough to make a link', async () => {
    const { email } = await buildUser();
    await invite('Ana Lima', 'unknown');
    await queuePasswordReset(services, email);
    const rows = JSON.stringify(await DeliveryRow.find().lean());
    await sendWaiting(services);
    const token = /reset-password\/([\w-]+)/.exec(services.outbox.at(-1)!.text)![1]!;
    expect(rows).to.not.contain(token).and.not.contain(token.slice(16));
  });

  it('is for admins alone', async () => {
    await invite('Ana Lima', 'never');
    const { _id } = (await DeliveryRow.findOne().lean())!;
    for (const role of roles.filter((each) => each !== 'admin')) {
      const agent = await signedIn(app, { roles: [role] });
      expect((await agent.visit('/admin/deliveries')).status, role).to.equal(403);
      expect((await agent.visit(`/admin/deliveries/${_id.toString()}/again`)).status, role).to.equal(403);
    }
  });

  it('lists page by page, newest first', async () => {
    const at = services.clock.now();
    await DeliveryRow.insertMany(
      Array.from({ length: 30 }, (_, n) => ({
        ...{
          kind: 'invitation',
          reason: `invitation/${n}`,
          recipient: `r-${n}@example.com`,
          channel: 'mail',
        },
        ...{ state: 'failed', dueAt: at, madeAt: new Date(at.getTime() + n * minutes), problem: 'refused' },
        purgeAt: new Date('2100-01-01'),
      })),
    );
    await admin.visit('/admin/deliveries?show=failed');
    expect(textOf(admin, 'h1')).to.equal('30 mails could not be sent');
    expect(admin.page('.item')).to.have.length(25);
    expect(textOf(admin, '.item:first-child')).to.contain('r-29@example.com');
    await admin.visit(admin.page('a[rel=next]').attr('href')!);
    expect(admin.page('.item')).to.have.length(5);
  });
});
