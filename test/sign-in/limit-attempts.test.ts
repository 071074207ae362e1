import { expect } from 'chai';
import fc from 'fast-check';
import mongoose from 'mongoose';
import sinon from 'sinon';
import { InvalidInput } from '../../src/platform/errors.js';
import { hashToken } from '../../src/platform/http/tokens.js';
import { counterLimits } from '../../src/sign-in/attempt-counters.js';
import { Attempt as StoredAttempt } from '../../src/sign-in/attempt.model.js';
import {
  countReset,
  countResetMail,
  waitAfter,
  withinLimits,
  type SignInAttempt,
} from '../../src/sign-in/limit-attempts.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const stranger = { email: 'ana@example.com', network: '203.0.113.7', device: undefined };
const elsewhere = { ...stranger, network: '198.51.100.4' };
const ownDevice = { ...stranger, device: 'her laptop' };

describe('The limit on guessing', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  afterEach(() => sinon.restore());
  const services = createTestServices();
  beforeEach(() => services.setNow('2026-11-18T09:00:00Z'));
  const pass = (seconds: number) =>
    services.setNow(new Date(services.clock.now().getTime() + seconds * 1000));

  /** What became of a try: `right`, `wrong`, or the seconds to wait, in which nothing was checked. */
  async function attempt(who: SignInAttempt, isRight: boolean): Promise<'right' | 'wrong' | number> {
    let isChecked = false;
    const check = () => {
      isChecked = true;
      return Promise.resolve(isRight || null);
    };
    try {
      return (await withinLimits(services, who, check)) ? 'right' : 'wrong';
    } catch (error) {
      return secondsIn(error, isChecked);
    }
  }
  const guess = (who: SignInAttempt) => attempt(who, false);

  function secondsIn(error: unknown, isChecked = false): number {
    if (!(error instanceof InvalidInput)) throw error;
    expect(isChecked).to.equal(false);
    const { key, values } = Object.values(error.fields)[0] as { key: string; values: { count: number } };
    return values.count * (key.endsWith('seconds') ? 1 : 60);
  }

  async function guessUntilSlow(who: SignInAttempt, times = 10): Promise<void> {
    for (let n = 0; n < times; n += 1) expect(await guess(who), `guess ${n + 1}`).to.equal('wrong');
  }

  it('lets ten of many guesses made at once through', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => guess(stranger)));
    expect(all.filter((each) => each === 'wrong')).to.have.length(10);
  });

  it('slows guesses more and more, and not beyond a quarter of an hour', async () => {
    await guessUntilSlow(stranger);
    const waits: unknown[] = [];
    for (let n = 0; n < 13; n += 1) {
      const wait = waitAfter(10 + n, { free: 10, step: 1 });
      waits.push(await guess(stranger));
      pass(wait - 1);
      expect(await guess(stranger)).to.equal(1);
      pass(1);
      expect(await guess(stranger)).to.equal('wrong');
    }
    // From a minute on, the message says minutes.
    const minutes = [2, 3, 5, 9, 15, 15, 15].map((count) => count * 60);
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 32, ...minutes]);
  });

  it('has a wait that only grows with failures and ends at a quarter of an hour', () => {
    const slow = fc.record({ free: fc.nat(500), step: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(slow, fc.nat(1_000_000), (limits, failures) => {
        const wait = waitAfter(failures, limits);
        expect(wait).to.be.within(failures < limits.free ? 0 : 1, failures < limits.free ? 0 : 900);
        expect(waitAfter(failures + 1, limits)).to.be.at.least(wait);
      }),
    );
  });

  it('lets the right person in from a known device, whatever strangers do', async () => {
    await guessUntilSlow(stranger);
    for (let n = 0; n < 20; n += 1) await guess(stranger);
    expect(await attempt(ownDevice, true)).to.equal('right');
  });

  it('lets the right person in from an unknown device after the wait, while others go on guessing elsewhere', async () => {
    await guessUntilSlow(elsewhere, 10);
    const wait = await attempt(stranger, true);
    expect(wait).to.equal(1);
    for (let n = 0; n < 5; n += 1) await guess(elsewhere);
    pass(1);
    for (let n = 0; n < 5; n += 1) await guess(elsewhere);
    expect(await attempt(stranger, true)).to.equal('right');
  });

  it('slows a known device that guesses, by a count of its own', async () => {
    await guessUntilSlow(ownDevice);
    expect(await guess(ownDevice)).to.equal(1);
    expect(await guess(stranger)).to.equal('wrong');
    expect(await attempt({ ...ownDevice, device: 'her phone' }, true)).to.equal('right');
    pass(1);
    expect(await attempt(ownDevice, true)).to.equal('right');
    expect(await guess(ownDevice)).to.equal('wrong');
  });

  it('slows guesses on one account from many networks', async () => {
    const from = (n: number) => guess({ ...stranger, network: `2001:db8:${n.toString(16)}:1::/64` });
    const all = [];
    for (let n = 0; n < 15; n += 1) all.push(await from(n));
    expect(all).to.deep.equal([...Array<string>(10).fill('wrong'), 1, 1, 1, 1, 1]);
  });

  it('gives all /64 of one /48 the same turn', async () => {
    await guessUntilSlow(elsewhere);
    const from = (n: number) => guess({ ...stranger, network: `2001:db8:1:${n.toString(16)}::/64` });
    await from(1);
    pass(1);
    expect([await from(2), typeof (await from(3))]).to.deep.equal(['wrong', 'number']);
  });

  it('slows one network that tries many accounts, and lets a colleague there in after the wait', async () => {
    const spray = (n: number) => guess({ ...stranger, email: `person-${n}@example.com` });
    await Promise.all(Array.from({ length: 300 }, (_, n) => spray(n)));
    expect(await spray(300)).to.equal(1);
    const colleague = { ...stranger, email: 'bea@example.com' };
    expect(await attempt(colleague, true)).to.equal(1);
    for (let n = 301; n < 310; n += 1) await spray(n);
    pass(1);
    expect(await attempt(colleague, true)).to.equal('right');
    expect(await attempt({ ...colleague, network: '198.51.100.4' }, true)).to.equal('right');
  });

  it('lets a slowed network try no password at hundreds of accounts by asking for its turns ahead', async () => {
    const at = (account: number) => ({ ...stranger, email: `person-${account}@example.com` });
    await Promise.all(Array.from({ length: 300 }, (_, n) => guess(at(n))));
    for (let n = 0; n < 200; n += 1) expect(await guess(at(300 + n))).to.equal(1);
    let tried = 0;
    for (let seconds = 5; seconds <= 20; seconds += 5) {
      pass(5);
      for (let n = 0; n < 200; n += 1) if ((await guess(at(300 + n))) === 'wrong') tried += 1;
    }
    // The wait doubles with every thirty failures: after five it is more than twenty seconds.
    expect(tried).to.be.within(30, 150);
  });

  it('lets a colleague in a slowed network in after the wait, while somebody there asks at other accounts without end', async () => {
    const at = (account: number) => ({ ...stranger, email: `person-${account}@example.com` });
    await Promise.all(Array.from({ length: 300 }, (_, n) => guess(at(n))));
    const colleague = { ...stranger, email: 'bea@example.com' };
    let wait = await attempt(colleague, true);
    for (let n = 0; wait !== 'right' && n < 20; n += 1) {
      for (let second = 0; second < (wait as number); second += 1) {
        pass(1);
        await guess(at(second % 300));
      }
      wait = await attempt(colleague, true);
    }
    expect(wait).to.equal('right');
  });

  it('lets an office of hundreds sign in at once from one address', async () => {
    const people = Array.from({ length: 400 }, (_, n) => ({ ...stranger, email: `person-${n}@example.com` }));
    // As many at once as the queue for hashes takes from one network, and more.
    for (let from = 0; from < people.length; from += 40) {
      const all = people.slice(from, from + 40).map((person) => attempt(person, true));
      expect(new Set(await Promise.all(all))).to.deep.equal(new Set(['right']));
    }
  });

  it('limits right passwords too, to sixty an hour', async () => {
    for (let n = 0; n < 60; n += 1) expect(await attempt(ownDevice, true)).to.equal('right');
    const over = withinLimits(services, ownDevice, () => Promise.resolve(true));
    expect(secondsIn(await over.catch((error: unknown) => error))).to.equal(3600);
    pass(3600);
    expect(await attempt(ownDevice, true)).to.equal('right');
  });

  it('counts no failure when the password could not be checked', async () => {
    for (let n = 0; n < 15; n += 1) {
      const broken = withinLimits(services, stranger, () => Promise.reject(new Error('away')));
      expect(await broken.catch((error: Error) => error.message)).to.equal('away');
    }
    expect(await guess(stranger)).to.equal('wrong');
  });

  it('begins again after a day', async () => {
    await guessUntilSlow(stranger);
    pass(24 * 60 * 60 - 1);
    expect(await guess(stranger)).to.equal(1);
    pass(1);
    await guessUntilSlow(stranger);
  });

  it('mails three links an hour to one address, and slows one network that asks for many', async () => {
    const ask = (email: string, network: string) => countReset(services, { email, network });
    const mailed = [];
    for (let n = 0; n < 5; n += 1) mailed.push(await countResetMail(services, 'ana@example.com'));
    expect(mailed).to.deep.equal([true, true, true, false, false]);
    for (let n = 0; n < 100; n += 1) await ask(`person-${n}@example.com`, '192.0.2.1');
    expect(secondsIn(await ask('cem@example.com', '192.0.2.1').catch((error: unknown) => error))).to.equal(1);
    pass(1);
    await ask('cem@example.com', '192.0.2.1');
  });

  it('stores no e-mail address and no network, nor a hash that could be found by trying them all', async () => {
    await guessUntilSlow(stranger);
    await guess(stranger);
    await countReset(services, stranger);
    await countResetMail(services, stranger.email);
    const stored = JSON.stringify(await mongoose.connection.db!.collection('attempts').find().toArray());
    for (const limit of ['account', 'network', 'turn', 'reset']) expect(stored).to.contain(`"${limit}:`);
    expect(stored).not.to.contain('ana@').and.not.contain('203.0');
    for (const text of [
      '203.0.113.7',
      'ana@example.com',
      'ana@example.com 203.0.113.7',
      'account ana@example.com',
    ])
      expect(stored).not.to.contain(hashToken(text));
  });

  it('stores no more than a number of counts, whoever comes, and still slows', async () => {
    sinon.stub(counterLimits, 'most').value(20);
    sinon.stub(counterLimits, 'shared').value(4);
    const one = (n: number) =>
      guess({ email: `person-${n}@example.com`, network: `192.0.2.${n}`, device: undefined });
    const all = [];
    for (let n = 0; n < 100; n += 1) all.push(await one(n));
    // Twenty, and four for each limit that counted; an engine that estimates how many there are may be late by some.
    const late = process.env.MONGODB_URI ? 20 : 0;
    expect(await StoredAttempt.countDocuments()).to.be.at.most(20 + 3 * 4 + late);
    expect(all.some((each) => typeof each === 'number')).to.equal(true);
    expect(await guess(ownDevice)).to.equal('wrong');
  });

  describe('when strangers have filled the counts', () => {
    beforeEach(async () => {
      sinon.stub(counterLimits, 'most').value(20);
      sinon.stub(counterLimits, 'reserved').value(1_000);
      // All that share a count share one.
      sinon.stub(counterLimits, 'shared').value(1);
      for (let n = 0; n < 40; n += 1)
        await guess({ email: `made-up-${n}@example.com`, network: `192.0.2.${n}`, device: undefined });
      const made = { email: 'made-up@example.com', network: '192.0.2.200', device: undefined };
      expect(await guess(made)).to.be.a('number');
    });

    it('lets people in from their known devices at once, also when many others do and fail', async () => {
      const colleague = (n: number) => ({ ...ownDevice, email: `person-${n}@example.com`, device: `${n}` });
      for (let n = 0; n < 70; n += 1) expect(await attempt(colleague(n), true), `${n}`).to.equal('right');
      await guessUntilSlow(colleague(1));
      await guess(colleague(1));
      expect(await attempt(ownDevice, true)).to.equal('right');
    });

    it('slows a known device that guesses by its own count, and lets it in after the wait', async () => {
      await guessUntilSlow({ ...ownDevice, device: 'of an insider' });
      await guessUntilSlow(ownDevice);
      expect(await attempt(ownDevice, true)).to.equal(1);
      pass(1);
      for (let n = 0; n < 5; n += 1)
        await guess({ email: `late-${n}@example.com`, network: `192.0.2.${n}`, device: undefined });
      expect(await attempt(ownDevice, true)).to.equal('right');
    });

    it('mails a new password to a person, however many others were mailed one', async () => {
      for (let n = 0; n < 5; n += 1) await countResetMail(services, `person-${n}@example.com`);
      expect(await countResetMail(services, 'ana@example.com')).to.equal(true);
    });
  });
});
