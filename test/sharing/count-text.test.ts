import { expect } from 'chai';
import fc from 'fast-check';
import { graphemes } from '../../src/sharing/count-text.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}';
const pieces = [
  'a',
  ' ',
  '\n',
  '\r\n',
  'é',
  'e\u0301',
  '\u{1F600}',
  family,
  '\u{1F1E9}\u{1F1EA}',
  '\u{1F1E9}',
  '\uD83D',
  '\u0301',
  '한',
  'क्षि',
];

describe('The graphemes of a text', () => {
  it('are those of the whole text, although it is segmented piece by piece', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 400 }), (parts) => {
        const text = parts.join('');
        expect(graphemes(text)).to.deep.equal(Array.from(segmenter.segment(text), ({ segment }) => segment));
      }),
      {
        numRuns: 200,
        examples: [[Array<string>(300).fill('\u0301')], [Array<string>(300).fill('\u{1F1E9}')]],
      },
    );
  });

  it('of half a megabyte are counted in time in the browser too', async () => {
    const file = '../../public/js/count-text.js';
    const { countText } = (await import(file)) as { countText: Record<string, (text: string) => number> };
    expect(countText.graphemes!(family.repeat(20_000))).to.equal(20_000);
    expect(countText.weighted!(family.repeat(20_000))).to.equal(40_000);
  });

  it('of half a megabyte are counted in time, and no memory is exhausted', () => {
    expect(graphemes(family.repeat(20_000))).to.have.length(20_000);
    expect(graphemes('a'.repeat(500_000))).to.have.length(500_000);
  });
});
