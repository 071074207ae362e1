import { expect } from 'chai';
import fc from 'fast-check';
import { drawBars } from '../../src/feed/bars.view.js';

const bar = (value: number, label = '') => ({ value, label });

describe('A chart of bars', () => {
  it('lets few look few: one visitor does not reach the top, four do', () => {
    const tops = [0, 1, 4, 400].map((most) =>
      Math.max(...drawBars([bar(0), bar(most)])[0]!.bars.map(({ height }) => height)),
    );
    expect(tops).to.deep.equal([0, 40, 160, 160]);
  });

  it('has heights in proportion to the counts, from zero, within its drawing, at every width', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 30 }), (counts) => {
        for (const { bars, width, height } of drawBars(counts.map((count) => bar(count)))) {
          const most = Math.max(4, ...counts);
          for (const [index, one] of bars.entries()) {
            expect(one.height).to.be.closeTo((160 * counts[index]!) / most, 0.1);
            expect(one.x >= 0 && one.x + one.width <= width && one.y >= 0).to.equal(true);
            expect(one.y + one.height).to.be.closeTo(height - 24, 0.2);
          }
        }
      }),
    );
  });

  it('marks the last bar alone, with its figure also in the narrow drawing', () => {
    for (const { bars } of drawBars([1, 2, 3, 4, 5].map((count) => bar(count)))) {
      expect(bars.map(({ isLast }) => isLast)).to.deep.equal([false, false, false, false, true]);
      expect(bars.at(-1)!.figure).to.equal(5);
    }
    expect(
      drawBars([1, 2, 3, 4, 5].map((count) => bar(count)))[1]!.bars.map(({ figure }) => figure),
    ).to.deep.equal([null, 2, null, null, 5]);
  });
});
