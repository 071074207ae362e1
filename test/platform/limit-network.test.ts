import { expect } from 'chai';
import { createNetworkLimit } from '../../src/platform/http/limit-network.js';

describe('A limit by network', () => {
  let now = 0;
  beforeEach(() => (now = Date.parse('2026-11-18T09:00:00Z')));
  const clock = { now: () => new Date(now) };
  const limit = () => createNetworkLimit(clock, { times: 3, seconds: 60 });

  it('refuses one network what is over its number, and begins again when the time is over', () => {
    const use = limit();
    expect([1, 2, 3, 4, 5].map(() => use('203.0.113.7'))).to.deep.equal([0, 0, 0, 60, 60]);
    now += 59_500;
    expect(use('203.0.113.7')).to.equal(1);
    now += 500;
    expect(use('203.0.113.7')).to.equal(0);
  });

  it('refuses nothing to another network', () => {
    const use = limit();
    for (let n = 0; n < 9; n += 1) use('203.0.113.7');
    expect(use('203.0.113.8')).to.equal(0);
  });

  it('allows a /48 four times as much as each /64 in it', () => {
    const use = limit();
    const waits = Array.from({ length: 14 }, (_, n) => use(`2001:db8:1:${n.toString(16)}::/64`));
    expect(waits).to.deep.equal([...Array<number>(12).fill(0), 60, 60]);
    expect(use('2001:db8:2:1::/64')).to.equal(0);
  });

  it('keeps counts of a hundred thousand networks at most', () => {
    const use = limit();
    for (let n = 0; n < 4; n += 1) use('203.0.113.7');
    expect(use('203.0.113.7')).to.equal(60);
    for (let n = 0; n < 100_000; n += 1) use(`network ${n}`);
    expect(use('203.0.113.7')).to.equal(0);
  });
});
