import { expect } from 'chai';
import sinon from 'sinon';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { DigestOffer } from '../../src/digests/digest-offer.model.js';
import { Subscription } from '../../src/notifications/subscription.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { MailFailed, type MailOutcome } from '../../src/platform/net/mailer.js';
import { User } from '../../src/people/user.model.js';
import { buildPost } from '../posts/builders.js';
import { buildClick } from '../clicks/builders.js';
import { buildShare } from '../sharing/builders.js';
import { updateDailyStatistics } from '../../src/statistics/update-daily-statistics.js';
import { buildReader } from '../notifications/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { diesAt } from '../support/dies-at.js';
import { onceReached } from '../support/once-reached.js';
import { sendDueDigests } from '../support/send-mails.js';
import { createTestServices, type TestServices } from '../support/services.js';

const minutes = 60_000;
// Tuesday, 24 November 2026, 9:00 in Berlin.
const tuesday = '2026-11-24T08:00:00Z';

describe('Sending digests', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));

  let services: TestServices;
  beforeEach(() => {
    services = createTestServices();
  });

  /** One reader, one post to share; nobody who made the post gets mail. Ends on Tuesday at nine. */
  const prepare = async (traits: Parameters<typeof buildReader>[1] = {}) => {
    const post = await buildPost({ services });
    await User.updateMany({}, { status: 'deactivated' });
    const reader = await buildReader(services, traits);
    services.setNow(tuesday);
    return { ...reader, post };
  };
  const later = (ms: number) => services.setNow(new Date(services.clock.now().getTime() + ms));
  const delivery = () => DeliveryRow.findOne().lean().orFail();

  it('sends one digest when its time has come, and none before', async () => {
    const { user } = await prepare();
    services.setNow('2026-11-24T07:59:59Z');
    expect(await sendDueDigests(services)).to.equal(0);
    services.setNow(tuesday);
    expect(await sendDueDigests(services)).to.equal(1);
    expect(await sendDueDigests(services)).to.equal(0);
    expect(services.outbox.map(({ to }) => to.address)).to.eql([user.email]);
    expect(await delivery()).to.deep.include({ state: 'sent', tries: 1 });
    expect((await delivery()).reason).to.match(/\/2026-W48$/);
  });

  it('sends one a week, week after week', async () => {
    await prepare();
    for (let week = 0; week < 3; week += 1) {
      expect(await sendDueDigests(services)).to.equal(1);
      later(7 * 24 * 60 * minutes);
    }
    const ids = services.outbox.map(({ messageId }) => messageId);
    expect(new Set(ids).size).to.equal(3);
  });

  it('stores which posts were offered to whom, also when the process ends before it has', async () => {
    const { user, post } = await prepare();
    await diesAt('delivery.ended', () => sendDueDigests(services));
    expect(await DigestOffer.countDocuments()).to.equal(0);
    later(2 * minutes);
    await sendDueDigests(services);
    const offers = await DigestOffer.find().lean();
    expect(
      offers.map(({ personId, week, postIds }) => [String(personId), week, postIds.map(String)]),
    ).to.deep.equal([[user.id, '2026-W48', [post.id]]]);
    expect(services.outbox).to.have.length(1);
  });

  it('sends one when several ticks come at once', async () => {
    await prepare();
    await Promise.all(Array.from({ length: 5 }, () => sendDueDigests(services)));
    expect(services.outbox).to.have.length(1);
  });

  it('sends to many readers, each once', async () => {
    await prepare();
    for (let readers = 0; readers < 30; readers += 1) await buildReader(services);
    services.setNow('2026-12-01T08:00:00Z');
    await Promise.all([sendDueDigests(services), sendDueDigests(services)]);
    const addresses = services.outbox.map(({ to }) => to.address);
    expect(addresses).to.have.length(31);
    expect(new Set(addresses).size).to.equal(31);
  });

  it('sends at nine o’clock where each reader is', async () => {
    await prepare({ timeZone: 'America/Los_Angeles' });
    services.setNow('2026-11-18T09:00:00Z');
    await buildReader(services, { timeZone: 'Pacific/Auckland' });
    const sentAt = new Map<string, string>();
    for (let hour = 0; hour < 60; hour += 1) {
      services.setNow(new Date(Date.parse('2026-11-23T00:00:00Z') + hour * 60 * minutes));
      await sendDueDigests(services);
      for (const { to } of services.outbox.splice(0))
        sentAt.set(to.address, services.clock.now().toISOString());
    }
    const zones = new Map((await User.find().lean()).map(({ email, timeZone }) => [email, timeZone]));
    const sent = new Map([...sentAt].map(([address, at]) => [zones.get(address), at]));
    expect(Object.fromEntries(sent)).to.eql({
      'Pacific/Auckland': '2026-11-23T20:00:00.000Z',
      'America/Los_Angeles': '2026-11-24T17:00:00.000Z',
    });
  });

  it('keeps to nine o’clock when the clocks change', async () => {
    await prepare();
    services.setNow('2027-03-23T08:00:00Z');
    await sendDueDigests(services);
    services.outbox.length = 0;
    services.setNow('2027-03-30T06:59:00Z');
    await sendDueDigests(services);
    expect(services.outbox).to.eql([]);
    services.setNow('2027-03-30T07:00:00Z');
    await sendDueDigests(services);
    expect(services.outbox).to.have.length(1);
  });

  it('sends nothing when there is nothing to say, and notes that', async () => {
    await buildReader(services);
    services.setNow(tuesday);
    expect(await sendDueDigests(services)).to.equal(0);
    expect(services.outbox).to.eql([]);
    expect(await delivery()).to.deep.include({ state: 'nothing-to-say' });
  });

  it('sends nothing to who unsubscribed', async () => {
    await prepare({ status: 'unsubscribed' });
    await sendDueDigests(services);
    expect(services.outbox).to.eql([]);
  });

  it('sends nothing to who was deactivated', async () => {
    const { user } = await prepare();
    await User.updateOne({ _id: user.id }, { status: 'deactivated' });
    await sendDueDigests(services);
    expect(services.outbox).to.eql([]);
  });

  it('withdraws what waits for another try when its reader unsubscribes', async () => {
    const { token } = await prepare();
    services.mailer.send = () => Promise.reject(new MailFailed('not-now', '451 busy'));
    await sendDueDigests(services);
    await Subscription.updateOne({ token }, { status: 'unsubscribed' });
    later(10 * minutes);
    await sendDueDigests(services);
    expect(await delivery()).to.deep.include({ state: 'withdrawn' });
  });

  it('begins nothing more once the process is about to end, and goes on after', async () => {
    await prepare();
    expect(await sendDueDigests(services, AbortSignal.abort())).to.equal(0);
    expect(await sendDueDigests(services)).to.equal(1);
  });

  it('loses no digest when the process ends between two claims, and counts no try', async () => {
    await prepare();
    for (let readers = 0; readers < 29; readers += 1) await buildReader(services);
    services.setNow('2026-12-01T08:00:00Z');
    const stopping = new AbortController();
    const send = services.mailer.send.bind(services.mailer);
    let handedOver = 0;
    services.mailer.send = (mail) => {
      handedOver += 1;
      if (handedOver === 3) stopping.abort();
      return send(mail);
    };
    await sendDueDigests(services, stopping.signal);
    expect(handedOver).to.be.below(30);
    expect(await DeliveryRow.distinct('tries', { state: 'waiting' })).to.deep.equal([0]);
    await sendDueDigests(services);
    expect(new Set(services.outbox.map(({ to }) => to.address)).size).to.equal(30);
    expect(await DeliveryRow.countDocuments({ state: 'sent' })).to.equal(30);
  });

  describe('when something fails', () => {
    /** A relay that answers like this, one mail after the other, and then accepts. */
    const answering = (...outcomes: MailOutcome[]) => {
      const accept = services.mailer.send.bind(services.mailer);
      services.mailer.send = (mail) => {
        const outcome = outcomes.shift();
        return outcome ? Promise.reject(new MailFailed(outcome, `said ${outcome}`)) : accept(mail);
      };
    };

    it('tries again what was refused for now, after a pause', async () => {
      await prepare();
      answering('not-now', 'not-now');
      await sendDueDigests(services);
      expect(await delivery()).to.deep.include({ state: 'waiting', tries: 1, answer: 'said not-now' });
      await sendDueDigests(services);
      expect((await delivery()).tries, 'not before the pause is over').to.equal(1);
      later(5 * minutes);
      await sendDueDigests(services);
      expect(services.outbox).to.eql([]);
      later(25 * minutes);
      expect(await sendDueDigests(services)).to.equal(1);
      expect(await delivery()).to.deep.include({ state: 'sent', tries: 3 });
    });

    it('gives up after five tries in some hours', async () => {
      await prepare();
      answering(...Array<MailOutcome>(9).fill('not-now'));
      for (let quarter = 0; quarter < 40; quarter += 1) {
        await sendDueDigests(services);
        later(15 * minutes);
      }
      expect(await delivery()).to.deep.include({ state: 'failed', tries: 5 });
    });

    for (const [outcome, state] of Object.entries({ never: 'failed', unknown: 'unconfirmed' } as const))
      it(`does not try again what the relay took as "${outcome}"`, async () => {
        await prepare();
        answering(outcome as MailOutcome);
        await sendDueDigests(services);
        later(24 * 60 * minutes);
        await sendDueDigests(services);
        expect(services.outbox).to.eql([]);
        expect(await delivery()).to.deep.include({ state, tries: 1 });
      });

    it('takes up again after ten minutes what a process left before it reached the relay', async () => {
      const { user } = await prepare();
      // As a process that dies while composing.
      await diesAt('delivery.composed', () => sendDueDigests(services));
      later(9 * minutes);
      expect(await sendDueDigests(services)).to.equal(0);
      later(minutes);
      expect(await sendDueDigests(services)).to.equal(1);
      expect(services.outbox.map(({ to }) => to.address)).to.eql([user.email]);
    });

    it('never sends again what a process left while the relay had it', async () => {
      await prepare();
      const { mailer } = services;
      await new Promise<void>((handedOver) => {
        services.mailer = { ...mailer, send: () => new Promise(() => handedOver()) };
        void sendDueDigests(services);
      });
      services.mailer = mailer;
      later(10 * minutes);
      expect(await sendDueDigests(services)).to.equal(0);
      expect(services.outbox).to.eql([]);
      expect(await delivery()).to.deep.include({ state: 'unconfirmed', problem: 'no-answer' });
    });

    it('leaves a digest to the process that took it up when composing took too long', async () => {
      await prepare();
      onceReached('delivery.composed', () => {
        later(10 * minutes);
        return sendDueDigests(services);
      });
      await sendDueDigests(services);
      expect(services.outbox).to.have.length(1);
      expect(await delivery()).to.deep.include({ state: 'sent', tries: 2 });
    });

    it('does not cut short the pause that another process has to make', async () => {
      await prepare();
      answering('not-now');
      onceReached('delivery.composed', () => {
        later(10 * minutes);
        return sendDueDigests(services);
      });
      await sendDueDigests(services);
      expect(services.outbox).to.eql([]);
      expect(await delivery()).to.deep.include({ state: 'waiting', tries: 2, answer: 'said not-now' });
    });

    it('gives up for good, also when the relay refuses for now after that', async () => {
      await prepare();
      const { mailer } = services;
      let refuse = () => {};
      let sending: Promise<unknown> = Promise.resolve();
      await new Promise<void>((handedOver) => {
        const answer = new Promise<void>((_resolve, reject) => {
          refuse = () => reject(new MailFailed('not-now', '451 busy'));
        });
        services.mailer = {
          ...mailer,
          send: () => {
            handedOver();
            return answer;
          },
        };
        sending = sendDueDigests(services);
      });
      later(10 * minutes);
      services.mailer = mailer;
      await sendDueDigests(services);
      refuse();
      await sending;
      expect(await delivery()).to.deep.include({ state: 'unconfirmed', problem: 'no-answer' });
    });

    it('reports what came since the last digest that was sent, when one in between was not', async () => {
      const { user, post } = await prepare();
      await sendDueDigests(services);
      const { slug } = await buildShare({ services, advocateId: user.id, postId: post.id });
      await buildClick({ slug, at: '2026-11-25T09:00:00Z' });
      await updateDailyStatistics(services);
      answering('never');
      for (const week of [1, 2]) {
        later(7 * 24 * 60 * minutes);
        expect(await sendDueDigests(services), `week ${week}`).to.equal(week - 1);
      }
      expect(services.outbox.at(-1)!.subject).to.equal('Your links have brought one person since 24.11.2026');
    });

    it('leaves what the relay has to the process that sends it, for ten minutes', async () => {
      await prepare();
      const { mailer } = services;
      await new Promise<void>((handedOver) => {
        services.mailer = { ...mailer, send: () => new Promise(() => handedOver()) };
        void sendDueDigests(services);
      });
      services.mailer = mailer;
      later(10 * minutes - 1);
      await sendDueDigests(services);
      expect(await delivery()).to.deep.include({ state: 'sending' });
      later(1);
      await sendDueDigests(services);
      expect(await delivery()).to.deep.include({ state: 'unconfirmed', problem: 'no-answer' });
    });

    it('gives up a digest that five processes died of, once the last of them has had ten minutes', async () => {
      await prepare();
      answering('not-now');
      await sendDueDigests(services);
      const dueAt = new Date(services.clock.now().getTime() + 10 * minutes);
      await DeliveryRow.updateOne({}, { $set: { tries: 5, dueAt } });
      later(10 * minutes - 1);
      await sendDueDigests(services);
      expect(await delivery()).to.deep.include({ state: 'waiting', tries: 5 });
      later(1);
      await sendDueDigests(services);
      expect(await delivery()).to.deep.include({ state: 'failed', problem: 'too-often' });
      expect(services.outbox).to.eql([]);
    });

    it('loses no digest to a crash before it is recorded', async () => {
      await prepare();
      const stub = sinon.stub(DeliveryRow.collection, 'bulkWrite').rejects(new Error('power cut'));
      await sendDueDigests(services).catch(() => null);
      stub.restore();
      expect(services.outbox).to.eql([]);
      expect(await sendDueDigests(services)).to.equal(1);
    });

    it('sends no second digest after a crash between the record and the move', async () => {
      await prepare();
      onceReached('subscriptions.recorded', () => {
        throw new Error('power cut');
      });
      await sendDueDigests(services).catch(() => null);
      expect(await DeliveryRow.countDocuments()).to.equal(1);
      expect(await sendDueDigests(services)).to.equal(1);
      expect(await sendDueDigests(services)).to.equal(0);
      expect(services.outbox).to.have.length(1);
    });

    it('serves the other readers when the result of one can’t be recorded', async () => {
      await prepare();
      for (let readers = 0; readers < 29; readers += 1) await buildReader(services);
      services.setNow('2026-12-01T08:00:00Z');
      onceReached('delivery.answered', () => {
        throw new Error('no database');
      });
      expect(await sendDueDigests(services)).to.equal(29);
      expect(services.outbox).to.have.length(30);
    });

    it('serves the other readers when one can’t be served', async () => {
      const { user } = await prepare();
      await User.updateOne({ _id: user.id }, { language: 'not a language!' });
      await buildReader(services);
      services.setNow('2026-12-01T08:00:00Z');
      expect(await sendDueDigests(services)).to.equal(1);
      expect((await DeliveryRow.findOne({ recipient: user.id }).lean())?.problem).to.equal('not-composed');
    });
  });
});
