import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { createLimit } from '../../src/platform/http/create-limit.js';
import { Busy } from '../../src/platform/errors.js';

describe('A limit', () => {
  it('runs so much at a time, lets so much wait in order, and refuses the rest', async () => {
    const limited = createLimit({ atOnce: 2, waiting: 3, waitingEach: 3 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const begin = (n: number) =>
      limited('one', () => {
        begun.push(n);
        return new Promise<number>((resolve) => ends.push(() => resolve(n)));
      }).catch((error: unknown) => error);
    const all = [1, 2, 3, 4, 5, 6].map(begin);
    expect(await all[5]).to.be.instanceOf(Busy);
    expect(begun).to.deep.equal([1, 2]);
    for (const expected of [
      [1, 2, 3],
      [1, 2, 3, 4],
      [1, 2, 3, 4, 5],
    ]) {
      ends.shift()!();
      await turn();
      expect(begun).to.deep.equal(expected);
    }
    for (const end of ends) end();
    expect(await Promise.all(all.slice(0, 5))).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('gives a place back when the work fails', async () => {
    const limited = createLimit({ atOnce: 1, waiting: 0, waitingEach: 0 });
    await limited('one', () => Promise.reject(new Error('no'))).catch(() => undefined);
    expect(await limited('one', () => Promise.resolve('yes'))).to.equal('yes');
  });
});
