import { expect } from 'chai';
import { sendDueDeliveries } from '../../src/deliveries/index.js';
import { deliverNow } from '../../src/deliveries/deliver-now.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { diesAt } from '../support/dies-at.js';
import { createTestServices, type TestServices } from '../support/services.js';
import { addresses, later, letter, minutes, recordLetters, theDelivery } from './builders.js';

/** Where a process may be killed, in order. */
const steps = [
  ...['claim.found', 'claim.claimed', 'delivery.composed', 'delivery.recorded-as-sending'],
  ...['delivery.handed-over', 'delivery.answered', 'delivery.ended'],
];
/** From its record as `sending` until its outcome is recorded, nobody can know whether it was handed over. */
const unconfirmed = new Set(['delivery.recorded-as-sending', 'delivery.handed-over', 'delivery.answered']);

describe('Deliveries of a process that is killed', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => setFailPoint(undefined));

  let services: TestServices;
  let followed: string[];
  const kind = letter({
    follow: (_services, { recipient, state }) => Promise.resolve(void followed.push(`${recipient} ${state}`)),
  });
  beforeEach(() => {
    services = createTestServices();
    followed = [];
  });

  /** What a process does that is killed at this step, and what another one does in the next hours. */
  async function killedAt(step: string, begin: () => Promise<unknown>): Promise<void> {
    await diesAt(step, begin);
    for (let quarters = 0; quarters < 8; quarters += 1) {
      later(services, 15 * minutes);
      await sendDueDeliveries(services, [kind]);
    }
  }

  for (const step of steps)
    it(`are sent once, or unconfirmed and not sent again by themselves, after ${step}`, async () => {
      await recordLetters(services, kind, ['ana@example.com']);
      await killedAt(step, () => sendDueDeliveries(services, [kind]));
      const { state } = await theDelivery();
      expect(state).to.equal(unconfirmed.has(step) ? 'unconfirmed' : 'sent');
      expect(services.outbox).to.have.length(step === 'delivery.recorded-as-sending' ? 0 : 1);
      expect(new Set(followed)).to.deep.equal(new Set([`ana@example.com ${state}`]));
      expect(await DeliveryRow.countDocuments({ followsAt: { $gt: new Date(0) } })).to.equal(0);
    });

  for (const step of ['delivery.recorded', ...steps.slice(2)])
    it(`are the same when somebody waited for the outcome, after ${step}`, async () => {
      const wanted = { reason: 'letter/1', recipient: 'ana@example.com', byId: 'a'.repeat(24) };
      await killedAt(step, () => deliverNow(services, kind, wanted));
      expect((await theDelivery()).state).to.equal(unconfirmed.has(step) ? 'unconfirmed' : 'sent');
      expect(services.outbox).to.have.length(step === 'delivery.recorded-as-sending' ? 0 : 1);
    });

  it('are not lost from a batch that was claimed, and each is sent once', async () => {
    await recordLetters(services, kind, addresses(60));
    await killedAt('claim.claimed', () => sendDueDeliveries(services, [kind]));
    expect(services.outbox.map(({ to }) => to.address).sort()).to.deep.equal(addresses(60).sort());
  });

  it('are composed five times at most by processes that die of them', async () => {
    await recordLetters(services, kind, ['ana@example.com']);
    for (let times = 0; times < kind.pauses.length + 1; times += 1) {
      await diesAt('delivery.composed', () => sendDueDeliveries(services, [kind]));
      later(services, 10 * minutes);
    }
    await sendDueDeliveries(services, [kind]);
    expect(await theDelivery()).to.deep.include({ state: 'failed', problem: 'too-often' });
    expect(services.outbox).to.deep.equal([]);
  });
});
