import { expect } from 'chai';
import mongoose from 'mongoose';
import { countSignIn, forgiveSignIn, networkOf } from '../../src/users/limit-attempts.js';
import { emptyDatabase, useDatabase } from '../support/database.js';

const refused = (tries: Promise<unknown>[]) =>
  Promise.allSettled(tries).then((all) => all.filter(({ status }) => status === 'rejected').length);

describe('The limit on guessing', () => {
  before(useDatabase);
  beforeEach(emptyDatabase);

  it('takes an IPv4 address for itself, and an IPv6 address for its network', () => {
    expect(networkOf('203.0.113.7')).to.equal('203.0.113.7');
    expect(networkOf('::ffff:203.0.113.7')).to.equal('203.0.113.7');
    expect(networkOf('2001:db8:0:7::1')).to.equal(networkOf('2001:0db8:0000:0007:aaaa:bbbb:cccc:dddd'));
    expect(networkOf('2001:db8:0:7::1')).not.to.equal(networkOf('2001:db8:0:8::1'));
    expect(networkOf('2001:db8::1')).to.equal(networkOf('2001:db8:0:0:1::'));
    expect(networkOf('::1')).to.equal('0:0:0:0');
  });

  it('lets ten of many tries made at once through', async () => {
    const tries = Array.from({ length: 30 }, () => countSignIn('ana@example.com', '203.0.113.7'));
    expect(await refused(tries)).to.equal(20);
  });

  it('stops one network from trying many addresses', async () => {
    const tries = Array.from({ length: 120 }, (_, n) =>
      countSignIn(`person-${n}@example.com`, '203.0.113.7'),
    );
    expect(await refused(tries)).to.equal(20);
    await countSignIn('person-1@example.com', '198.51.100.4');
  });

  it('takes back what a try cost that went well', async () => {
    for (let n = 0; n < 99; n += 1) await countSignIn(`person-${n}@example.com`, '203.0.113.7');
    for (let times = 0; times < 12; times += 1) {
      await countSignIn('ana@example.com', '203.0.113.7');
      await forgiveSignIn('ana@example.com', '203.0.113.7');
    }
  });

  it('stores no e-mail address and no network address', async () => {
    await countSignIn('ana@example.com', '203.0.113.7');
    const stored = JSON.stringify(await mongoose.connection.db!.collection('attempts').find().toArray());
    expect(stored).to.contain('sign-in-person').and.not.contain('ana@').and.not.contain('203.0');
  });
});
