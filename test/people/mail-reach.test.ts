import { expect } from 'chai';
import { createApp, type App } from '../../src/app.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { readMailState, recordingMailer } from '../../src/platform/net/mail-state.js';
import { User } from '../../src/people/user.model.js';
import { takeList } from '../../src/accounts/list/take-list.js';
import { PeopleList } from '../../src/accounts/list/people-list.model.js';
import { acting } from '../support/actors.js';
import { signedIn } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';
import { openSmtpSink } from '../support/smtp-sink.js';

const anya = 'аня@xn--e1afmkfd.xn--p1ai';
const invitation = { name: 'Аня', email: 'аня@пример.рф', roles: 'advocate', teamId: '', locationId: '' };

describe('An address that needs SMTPUTF8', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  let closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
    closing = [];
  });

  /** A portal with a relay that takes these addresses or not. */
  async function withRelay(hideSMTPUTF8: boolean) {
    const sink = await openSmtpSink(undefined, { hideSMTPUTF8 });
    closing.push(() => sink.close());
    const services = createTestServices({ envOverrides: { SMTP_URL: sink.url, MAIL_FROM: 'a@example.com' } });
    const mailer = recordingMailer(createMailer(services.env, services.clock), services);
    closing.push(() => mailer.close());
    services.mailer = mailer;
    const app: App = createApp(services);
    const sendOne = () =>
      mailer.send({ to: { name: '', address: 'jane@example.com' }, subject: 'a', html: 'a', text: 'a' });
    const admin = await signedIn(app, { name: 'Ines Admin', roles: ['admin'] });
    const invite = async () => {
      await admin.visit('/admin/people/invite');
      return admin.submit(invitation, '/admin/people/invite');
    };
    return { services, app, admin, sendOne, invite };
  }
  const withoutRelay = () => createTestServices();

  it('is known to be taken, or not, from the first mail that the relay accepts', async () => {
    for (const isHidden of [true, false]) {
      const { services, sendOne } = await withRelay(isHidden);
      expect((await readMailState(services)).takesAllScripts).to.equal(null);
      await sendOne();
      expect((await readMailState(services)).takesAllScripts).to.equal(!isHidden);
      const other = { env: { SMTP_URL: 'smtp://other.example.com' } };
      expect((await readMailState(other)).takesAllScripts).to.equal(null);
    }
    expect((await readMailState(withoutRelay())).takesAllScripts).to.equal(null);
  });

  it('is refused next to its field, with all that was typed, when the relay does not take it', async () => {
    const { sendOne, invite, admin } = await withRelay(true);
    await sendOne();
    const answer = await invite();
    expect(answer.status).to.equal(422);
    expect(admin.page('#email-error').text()).to.contain('SMTPUTF8');
    expect(admin.page('[name=name]').val()).to.equal('Аня');
    expect(admin.page('[name=email]').val()).to.equal('аня@пример.рф');
    expect(await User.exists({ email: anya })).to.equal(null);
    const international = { ...invitation, email: 'jane@bücher.example' };
    expect((await admin.submit(international, '/admin/people/invite')).status).to.equal(303);
  });

  it('is taken when the relay takes it, and when no mail leaves', async () => {
    const { sendOne, invite } = await withRelay(false);
    await sendOne();
    expect((await invite()).status).to.equal(303);
    await emptyDatabase();
    const admin = await signedIn(createApp(withoutRelay()), { roles: ['admin'] });
    await admin.visit('/admin/people/invite');
    expect((await admin.submit(invitation, '/admin/people/invite')).status).to.be.below(400);
    expect(await User.exists({ email: anya })).to.not.equal(null);
  });

  it('is refused for a person only when it is new, and the page of the person says that mail does not reach it', async () => {
    const { sendOne, admin } = await withRelay(true);
    const person = await buildUser({ name: 'Аня', email: anya });
    const page = `/admin/people/${person.id}`;
    await admin.visit(page);
    expect(admin.page('.notice').text()).to.contain('not known yet');
    await sendOne();
    await admin.visit(page);
    expect(admin.page('.notice').text()).to.contain('No mail reaches this address');
    expect(admin.page('[name=email]').val()).to.equal('аня@пример.рф');
    expect((await admin.submit({ name: 'Anya' }, page)).status).to.equal(303);
    expect((await User.findById(person.id).lean())!).to.include({ name: 'Anya', email: anya });
    await admin.visit(page);
    expect((await admin.submit({ email: 'яна@example.com' }, page)).status).to.equal(422);
    expect(admin.page('#email-error').text()).to.contain('SMTPUTF8');
  });

  it('is said on the own account', async () => {
    const { sendOne, app } = await withRelay(true);
    await sendOne();
    const agent = await signedIn(app, { email: anya });
    await agent.visit('/account');
    expect(agent.page('.notice').text()).to.contain('No mail reaches this address');
    expect(agent.page('.meta').first().text()).to.equal('аня@пример.рф');
  });

  it('is a line of a list that can’t be used, or a warning while it is not known', async () => {
    const { services, sendOne, admin } = await withRelay(true);
    const actor = acting('admin');
    const file = Buffer.from('Аня,аня@пример.рф\nJane,jane@example.com');
    const unknown = await takeList(services, { actor, file, text: file.toString() });
    await admin.visit(`/admin/people/list/${unknown}`);
    expect(admin.page('.notice-warning').text()).to.contain('not known yet');
    expect((await PeopleList.findById(unknown).lean())!.people).to.equal(2);
    await sendOne();
    const known = await takeList(services, { actor, file, text: file.toString() });
    await admin.visit(`/admin/people/list/${known}`);
    expect(admin.page('.notice-warning').length).to.equal(0);
    expect(admin.page('[data-part=problems] tbody').text()).to.match(/1.*SMTPUTF8.*аня@пример.рф/s);
    expect((await PeopleList.findById(known).lean())!.people).to.equal(1);
  });
});
