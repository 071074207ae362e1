import { expect } from 'chai';
import { onePerTurn } from '../../src/platform/http/one-per-turn.js';

describe('One piece of work per turn', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('starts what came at once in order, one in each turn of the event loop', async () => {
    const start = onePerTurn();
    const begun: string[] = [];
    for (const name of ['a', 'b', 'c']) start(() => begun.push(name));
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      await turn();
      seen.push(begun.join(''));
    }
    expect(seen).to.deep.equal(['a', 'ab', 'abc', 'abc']);
    start(() => begun.push('d'));
    await turn();
    expect(begun.join('')).to.equal('abcd');
  });
});
