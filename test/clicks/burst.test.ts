import { expect } from 'chai';
import fc from 'fast-check';
import { clicksInBursts } from '../../src/clicks/burst.js';

const opened = (...clicks: [link: string, second: number][]) =>
  clicks.map(([trackedLinkId, second]) => ({ trackedLinkId, at: new Date(second * 1000) }));
const links = (clicks: ReturnType<typeof opened>) =>
  clicksInBursts(clicks).map(({ trackedLinkId }) => trackedLinkId);

describe('A burst', () => {
  it('is three different links within ten seconds', () => {
    expect(links(opened(['a', 0], ['b', 5], ['c', 10]))).to.deep.equal(['a', 'b', 'c']);
  });

  it('is not two links, however often they are opened', () => {
    expect(links(opened(['a', 0], ['b', 1], ['a', 2], ['b', 3]))).to.deep.equal([]);
  });

  it('is not three links over a longer time', () => {
    expect(links(opened(['a', 0], ['b', 5], ['c', 10.001]))).to.deep.equal([]);
  });

  it('leaves alone what the same visitor opened before and after', () => {
    expect(links(opened(['a', 0], ['b', 20], ['c', 21], ['d', 22], ['e', 40]))).to.deep.equal([
      'b',
      'c',
      'd',
    ]);
  });

  it('is the same in whatever order its clicks arrive', () => {
    const click = fc.record({
      trackedLinkId: fc.constantFrom('a', 'b', 'c', 'd'),
      at: fc.nat(60_000).map((ms) => new Date(ms)),
    });
    const shuffled = fc
      .array(click)
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(clicksInBursts(other)).to.have.members(clicksInBursts(all));
      }),
    );
  });
});
