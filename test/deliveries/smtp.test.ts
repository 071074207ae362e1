import { expect } from 'chai';
import { createApp } from '../../src/app.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { createMailer } from '../../src/platform/net/mailer.js';
import { User } from '../../src/people/user.model.js';
import { queuePasswordReset } from '../../src/sign-in/password-resets.js';
import { startWave } from '../../src/sign-in/invitation-waves.js';
import { acting } from '../support/actors.js';
import { createAgent } from '../support/agent.js';
import { buildUser } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { sendWaiting } from '../support/send-mails.js';
import { createTestServices } from '../support/services.js';
import { openSmtpSink, type Reply } from '../support/smtp-sink.js';
import { later, minutes } from './builders.js';

/** The path of the link in a mail. */
const linkIn = (text: string) => /\/(?:reset-password|invitation)\/[\w-]+/.exec(text)![0];

describe('A delivery through a relay', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  let sink: Awaited<ReturnType<typeof openSmtpSink>>;
  let services: ReturnType<typeof createTestServices>;
  let answer: (address: string, nth: number) => Reply | undefined;
  beforeEach(async () => {
    answer = () => undefined;
    sink = await openSmtpSink((...asked) => answer(...asked));
    services = createTestServices({ envOverrides: { SMTP_URL: sink.url } });
    services.mailer = createMailer(services.env, services.clock);
  });
  afterEach(async () => {
    services.mailer.close();
    await sink.close();
  });
  /** Lets the relay keep a mail and hang up without an answer, which leaves it unconfirmed. */
  const hangUpOnce = () => (answer = (_address, nth) => (nth === 1 ? 'hang-up' : undefined));
  const sendAllAgain = () =>
    DeliveryRow.updateMany({ state: 'unconfirmed' }, { state: 'waiting', dueAt: services.clock.now() });

  for (const [what, begin] of Object.entries({
    'a link for a new password': async () => {
      const { email } = await buildUser();
      await queuePasswordReset(services, email);
    },
    'an invitation': async () => {
      const { id } = await buildUser();
      await User.updateOne({ _id: id }, { status: 'invited' });
      await startWave(services, { wave: 'never', actor: acting('admin', (await buildUser()).id) });
    },
  }))
    it(`has the same link and Message-ID when it is sent again: ${what}`, async () => {
      await begin();
      hangUpOnce();
      await sendWaiting(services);
      expect(await DeliveryRow.distinct('state')).to.deep.equal(['unconfirmed']);
      later(services, minutes);
      await sendAllAgain();
      await sendWaiting(services);
      const [first, second, ...more] = sink.mails.map(({ email }) => email);
      expect(more).to.deep.equal([]);
      expect(first!.messageId).to.match(/^<(password-reset|invitation)\.[0-9a-f]{24}@localhost>$/);
      expect(second!.messageId).to.equal(first!.messageId);
      expect(linkIn(second!.text!)).to.equal(linkIn(first!.text!));
      expect((await createAgent(createApp(services)).visit(linkIn(first!.text!))).status).to.equal(200);
    });

  it('has the same link when the relay took it at the second try', async () => {
    const { email } = await buildUser();
    await queuePasswordReset(services, email);
    answer = (_address, nth) => (nth === 1 ? 451 : undefined);
    await sendWaiting(services);
    later(services, minutes);
    await sendWaiting(services);
    expect(sink.tries(email)).to.equal(2);
    const path = linkIn(sink.mails[0]!.email.text!);
    expect((await createAgent(createApp(services)).visit(path)).status).to.equal(200);
  });

  it('that is refused by its answer is failed with that answer, and unconfirmed without one', async () => {
    const [refused, silent] = [await buildUser({ email: 'a@example.com' }), await buildUser()];
    await User.updateMany({ _id: [refused.id, silent.id] }, { status: 'invited' });
    answer = (address) => (address === refused.email ? 550 : 'hang-up');
    await startWave(services, { wave: 'never', actor: acting('admin', (await buildUser()).id) });
    await sendWaiting(services);
    const stateOf = async (recipient: string) => (await DeliveryRow.findOne({ recipient }).lean())!;
    expect(await stateOf(refused.id)).to.deep.include({ state: 'failed', problem: 'refused' });
    expect((await stateOf(refused.id)).answer).to.contain('550');
    expect(await stateOf(silent.id)).to.deep.include({ state: 'unconfirmed', problem: 'no-answer' });
  });
});
