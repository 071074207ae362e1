import { expect } from 'chai';
import { sendDueDeliveries } from '../../src/deliveries/index.js';
import { DeliveryRow } from '../../src/deliveries/delivery.model.js';
import { databaseUri, distrustDatabase, emptyDatabase, useDatabase } from '../support/database.js';
import { killAll, run } from '../support/process.js';
import { createTestServices } from '../support/services.js';
import { openSmtpSink } from '../support/smtp-sink.js';
import { addresses, attackedClock, later, letter, minutes, recordLetters } from './builders.js';

/** How many processes are killed; the nightly run has more. */
const kills = Number(process.env.KILLS ?? 8);
const atOnce = 3;

describe('Deliveries of processes that are killed at any moment', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  after(() => {
    killAll();
    distrustDatabase();
  });

  it('reach nobody twice, and nobody is left out whose delivery counts as sent', async function () {
    this.timeout(300_000 + kills * 20_000);
    const sink = await openSmtpSink();
    const began = Date.now();
    const services = createTestServices();
    services.setNow(new Date(began));
    await recordLetters(services, letter(), addresses(400));
    const uri = await databaseUri();
    let killed = 0;
    const live = async () => {
      while (killed < kills) {
        killed += 1;
        await run('test/deliveries/attacked-process.ts', [uri, sink.url, String(began)], {}).exit;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, live));

    // What they left is sent by a process that lives.
    services.setNow(attackedClock(began).now());
    for (let times = 0; times < 4; times += 1) {
      later(services, 11 * minutes);
      await sendDueDeliveries(services, [letter()]);
    }
    await sink.close();

    const reached = [...sink.mails.map(({ to }) => to), ...services.outbox.map(({ to }) => to.address)];
    expect(new Set(reached).size, 'nobody twice').to.equal(reached.length);
    const rows = await DeliveryRow.find().lean();
    const inState = (state: string) =>
      rows.filter((row) => row.state === state).map(({ recipient }) => recipient);
    expect(inState('sent').filter((recipient) => !reached.includes(recipient))).to.deep.equal([]);
    const missing = addresses(400).filter((address) => !reached.includes(address));
    // Processes died too often with some of them, which an admin sees.
    const gaveUp = rows.filter(({ state, problem }) => state === 'failed' && problem === 'too-often');
    const known = [...inState('unconfirmed'), ...gaveUp.map(({ recipient }) => recipient)];
    expect(missing.filter((address) => !known.includes(address))).to.deep.equal([]);
    expect(inState('sent').length + known.length).to.equal(400);
    expect(inState('unconfirmed').length).to.be.lessThan(11 * kills);
    if (process.env.KILLS)
      console.log(
        `${inState('sent').length} sent, ${inState('unconfirmed').length} unconfirmed, ${gaveUp.length} given up`,
      );
  });
});
