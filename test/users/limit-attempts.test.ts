import { expect } from 'chai';
import mongoose from 'mongoose';
import { countSignIn, forgiveSignIn } from '../../src/users/limit-attempts.js';
import { hashToken } from '../../src/platform/tokens.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { createTestServices } from '../support/services.js';

const refused = (tries: Promise<unknown>[]) =>
  Promise.allSettled(tries).then((all) => all.filter(({ status }) => status === 'rejected').length);

describe('The limit on guessing', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);
  const services = createTestServices();

  it('lets ten of many tries made at once through', async () => {
    const tries = Array.from({ length: 30 }, () =>
      countSignIn(services, { email: 'ana@example.com', network: '203.0.113.7' }),
    );
    expect(await refused(tries)).to.equal(20);
  });

  it('stops one network from trying many addresses', async () => {
    const tries = Array.from({ length: 120 }, (_, n) =>
      countSignIn(services, { email: `person-${n}@example.com`, network: '203.0.113.7' }),
    );
    expect(await refused(tries)).to.equal(20);
    await countSignIn(services, { email: 'person-1@example.com', network: '198.51.100.4' });
  });

  it('takes back what a try cost that went well', async () => {
    for (let n = 0; n < 99; n += 1)
      await countSignIn(services, { email: `person-${n}@example.com`, network: '203.0.113.7' });
    for (let times = 0; times < 12; times += 1) {
      await countSignIn(services, { email: 'ana@example.com', network: '203.0.113.7' });
      await forgiveSignIn(services, { email: 'ana@example.com', network: '203.0.113.7' });
    }
  });

  it('stores no e-mail address and no network address', async () => {
    await countSignIn(services, { email: 'ana@example.com', network: '203.0.113.7' });
    const stored = JSON.stringify(await mongoose.connection.db!.collection('attempts').find().toArray());
    expect(stored).to.contain('sign-in-person').and.not.contain('ana@').and.not.contain('203.0');
    // Nor a hash that whoever has the database could find by trying all addresses there are.
    const guesses = ['203.0.113.7', 'ana@example.com', 'ana@example.com 203.0.113.7'];
    for (const guess of guesses) expect(stored).not.to.contain(hashToken(guess));
  });
});
