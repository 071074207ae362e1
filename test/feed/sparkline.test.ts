import { expect } from 'chai';
import { drawSparkline } from '../../src/feed/sparkline.view.js';

/** The lowest y of a path, that is the highest point of the line. */
const topOf = (path: string) =>
  Math.min(...path.match(/-?[\d.]+/g)!.flatMap((number, index) => (index % 2 ? Number(number) : [])));

describe('The small chart of a share', () => {
  it('lets few look few: one click does not reach the top, four do', () => {
    const quiet = Array.from({ length: 27 }, () => 0);
    const heights = [0, 1, 4, 400].map((most) => topOf(drawSparkline([...quiet, most]).line));
    expect(heights).to.deep.equal([38, 29, 2, 2]);
  });

  it('begins at its left and ends at its right edge', () => {
    const { line, under, width } = drawSparkline([3, 1, 2]);
    expect(line)
      .to.match(/^M2,/)
      .and.to.contain(`${width - 2},`);
    expect(under).to.match(/Z$/);
  });
});
