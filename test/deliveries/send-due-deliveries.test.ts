import { expect } from 'chai';
import { recordDeliveries, sendDueDeliveries } from '../../src/deliveries/index.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { MailFailed, type MailOutcome } from '../../src/platform/net/mailer.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { onceReached } from '../support/once-reached.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { addresses, later, letter, minutes, recordLetters, theDelivery } from './builders.js';

describe('Deliveries', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));

  let services: TestServices;
  const kind = letter();
  beforeEach(() => {
    services = createTestServices();
  });
  const send = (stopping?: AbortSignal) => sendDueDeliveries(services, [kind], stopping);
  const addressesOf = () => services.outbox.map(({ to }) => to.address).sort();
  const answering = (outcome: MailOutcome) => {
    services.mailer.send = () => Promise.reject(new MailFailed(outcome, `said ${outcome}`));
  };

  it('are sent once, however often they are recorded and by however many workers', async () => {
    await Promise.all([
      recordLetters(services, kind, addresses(120)),
      recordLetters(services, kind, addresses(120)),
    ]);
    const counts = await Promise.all([send(), send(), send()]);
    expect(counts.reduce((a, b) => a + b)).to.equal(120);
    expect(addressesOf()).to.deep.equal(addresses(120).sort());
    expect(await send()).to.equal(0);
  });

  it('are all sent by a worker that met another one at its first batch', async () => {
    await recordLetters(services, kind, addresses(120));
    let other: Promise<number> | undefined;
    onceReached('claim.found', () => {
      other = send();
      return other;
    });
    await send();
    await other;
    expect(addressesOf()).to.deep.equal(addresses(120).sort());
  });

  it('are ten at a time with the relay, and no more', async () => {
    await recordLetters(services, kind, addresses(35));
    let [now, most] = [0, 0];
    services.mailer.send = async () => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    };
    expect(await send()).to.equal(35);
    // A busy machine composes more slowly than the relay answers.
    expect(most).to.be.within(5, 10);
  });

  it('that somebody waits for are sent before those that come to many', async () => {
    const urgent = letter({ name: 'urgent', isUrgent: true });
    await recordLetters(services, kind, addresses(60));
    later(services, minutes);
    await recordDeliveries(services, urgent, [{ reason: 'urgent/1', recipient: 'ana@example.com' }]);
    await sendDueDeliveries(services, [kind, urgent]);
    expect(services.outbox[0]!.to.address).to.equal('ana@example.com');
    expect(services.outbox).to.have.length(61);
  });

  it('belong to the worker that claimed them last: one that outslept its lease changes nothing', async () => {
    await recordLetters(services, kind, ['ana@example.com']);
    onceReached('delivery.composed', async () => {
      later(services, 10 * minutes);
      await send();
    });
    await send();
    expect(services.outbox).to.have.length(1);
    expect(await theDelivery()).to.deep.include({ state: 'sent', tries: 2 });
  });

  it('that are unconfirmed stay so when the relay answers after all', async () => {
    await recordLetters(services, kind, ['ana@example.com']);
    onceReached('delivery.answered', async () => {
      later(services, 10 * minutes);
      await send();
    });
    await send();
    expect((await theDelivery()).state).to.equal('unconfirmed');
  });

  it('are tried again, later and later, and then given up, when the relay refuses for now', async () => {
    await recordLetters(services, kind, ['ana@example.com']);
    answering('not-now');
    const tries = [];
    for (let minute = 0; minute < 10; minute += 1) {
      await send();
      tries.push((await theDelivery()).tries);
      later(services, minutes);
    }
    expect(tries).to.deep.equal([1, 2, 2, 2, 2, 2, 3, 3, 3, 3]);
    expect(await theDelivery()).to.deep.include({
      ...{ state: 'failed', problem: 'not-now', answer: 'said not-now' },
    });
  });

  it('say nothing of an earlier refusal once they are sent', async () => {
    const accept = services.mailer.send.bind(services.mailer);
    await recordLetters(services, kind, ['ana@example.com']);
    answering('not-now');
    await send();
    services.mailer.send = accept;
    later(services, minutes);
    await send();
    const { state, problem, answer } = await theDelivery();
    expect({ state, problem, answer }).to.deep.equal({
      state: 'sent',
      problem: undefined,
      answer: undefined,
    });
  });

  for (const [outcome, state] of [
    ['never', 'failed'],
    ['unknown', 'unconfirmed'],
  ] as const)
    it(`are ${state} and not tried again when the outcome is "${outcome}"`, async () => {
      await recordLetters(services, kind, ['ana@example.com']);
      answering(outcome);
      await send();
      later(services, 24 * 60 * minutes);
      services.mailer.send = () => Promise.reject(new Error('asked again'));
      expect(await send()).to.equal(0);
      expect(await theDelivery()).to.deep.include({ state, tries: 1, answer: `said ${outcome}` });
    });

  it('are withdrawn when it is too late for them, and not composed', async () => {
    const short = letter({
      usefulFor: 30 * minutes,
      compose: () => Promise.reject(new Error('composed')),
    });
    await recordLetters(services, short, ['ana@example.com']);
    later(services, 30 * minutes);
    await sendDueDeliveries(services, [short]);
    expect((await theDelivery()).state).to.equal('withdrawn');
  });

  it('of a kind that is stored no longer than they wait leave nothing', async () => {
    const secret = letter({ stored: { open: 7, failed: 1, ended: 0 } });
    const said = letter({
      name: 'said',
      stored: secret.stored,
      compose: () => Promise.resolve('nothing-to-say'),
    });
    await recordLetters(services, secret, ['ana@example.com']);
    await recordLetters(services, said, ['bo@example.com']);
    await sendDueDeliveries(services, [secret, said]);
    expect(addressesOf()).to.deep.equal(['ana@example.com']);
    expect(await DeliveryRow.countDocuments()).to.equal(0);
  });

  it('hold back no other one that can’t be composed', async () => {
    const broken = letter({
      compose: (...given) =>
        given[1].recipient.startsWith('reader-0')
          ? Promise.reject(new Error('broken'))
          : kind.compose(...given),
    });
    await recordLetters(services, broken, addresses(3));
    expect(await sendDueDeliveries(services, [broken])).to.equal(2);
    expect(await DeliveryRow.distinct('problem')).to.deep.equal(['not-composed']);
  });

  it('of a kind that this release does not know are left as they are', async () => {
    await recordLetters(services, letter({ name: 'of-tomorrow' }), ['ana@example.com']);
    expect(await send()).to.equal(0);
    expect(await theDelivery()).to.deep.include({ state: 'waiting', tries: 0 });
  });

  describe('while the process stops', () => {
    it('are given back without a try if they were not handed over, and lost by none', async () => {
      await recordLetters(services, kind, addresses(60));
      const stopping = new AbortController();
      const accept = services.mailer.send.bind(services.mailer);
      services.mailer.send = (mail) => {
        if (services.outbox.length === 12) stopping.abort();
        return accept(mail);
      };
      await send(stopping.signal);
      expect(services.outbox.length).to.be.lessThan(40);
      expect(await DeliveryRow.distinct('tries', { state: 'waiting' })).to.deep.equal([0]);
      expect(await DeliveryRow.distinct('claim', { state: 'waiting' })).to.deep.equal([null]);
      await send();
      expect(addressesOf()).to.deep.equal(addresses(60).sort());
    });

    it('are unconfirmed later if the relay had them and did not answer in time', async () => {
      await recordLetters(services, kind, ['ana@example.com']);
      const stopping = new AbortController();
      services.mailer.send = () => {
        stopping.abort();
        return new Promise(() => undefined);
      };
      const began = performance.now();
      await send(stopping.signal);
      expect(performance.now() - began).to.be.lessThan(5_000);
      expect((await theDelivery()).state).to.equal('sending');
      later(services, 10 * minutes - 1);
      await send();
      expect((await theDelivery()).state).to.equal('sending');
      later(services, 1);
      await send();
      expect(await theDelivery()).to.deep.include({ state: 'unconfirmed', problem: 'no-answer' });
    });

    it('are sent if the relay answers in time', async () => {
      await recordLetters(services, kind, ['ana@example.com']);
      const stopping = new AbortController();
      services.mailer.send = () => {
        stopping.abort();
        return new Promise((resolve) => setTimeout(resolve, 100));
      };
      expect(await send(stopping.signal)).to.equal(1);
      expect((await theDelivery()).state).to.equal('sent');
    });
  });
});
