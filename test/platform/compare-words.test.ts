import { expect } from 'chai';
import fc from 'fast-check';
import { wordComparer, type Comparison } from '../../src/platform/text/compare-words.js';

/** One of the two texts, put together from what the comparison says of it. */
const textOf = ({ pieces }: Comparison, kind: 'added' | 'removed') =>
  pieces
    .filter((piece) => piece.kind === 'same' || piece.kind === kind)
    .map(({ text }) => text)
    .join('');
const withoutSpaces = (text: string) => text.replace(/\s+/g, '');
const marked = (before: string, after: string, language = 'en') =>
  wordComparer(language)(before, after)
    .pieces.map(({ kind, text }) => (kind === 'same' ? text : `${kind === 'added' ? '+' : '-'}[${text}]`))
    .join('');

describe('Comparing two texts word by word', () => {
  it('shows which words were added and removed', () => {
    expect(marked('We hire twelve engineers.', 'We hire fourteen engineers now.')).to.equal(
      'We hire -[twelve]+[fourteen] engineers +[now].',
    );
    expect(marked('Same.', 'Same.')).to.equal('Same.');
    expect(marked('', 'New')).to.equal('+[New]');
    expect(marked('Old', '')).to.equal('-[Old]');
  });

  it('leaves emoji, and words of languages without spaces, whole', () => {
    expect(marked('Ahoy 👩🏽‍🔧!', 'Ahoy 👩🏻‍🔧!')).to.equal('Ahoy -[👩🏽‍🔧]+[👩🏻‍🔧]!');
    expect(marked('新しい船が出航します', '新しい船が到着します', 'ja'))
      .to.contain('-[出航]')
      .and.contain('+[到着]');
    expect(marked('המעבורת יוצאת MS Kittiwake', 'המעבורת מגיעה MS Kittiwake', 'he')).to.equal(
      'המעבורת -[יוצאת]+[מגיעה] MS Kittiwake',
    );
  });

  it('shows words around a space that ICU counts as part of a word once', () => {
    expect(marked('', '! \u202f12\u202f000 €', 'fr')).to.equal('+[! \u202f12\u202f000 €]');
    expect(marked('12\u202f000 €', '13\u202f000 €', 'fr')).to.equal('-[12]+[13]\u202f000 €');
  });

  it('loses no word of either text, whatever they are', () => {
    const word = fc.oneof(
      fc.constantFrom('a', 'ship', '12\u202f000', '🚢', 'שלום', '漢字', '<b>', '&amp;'),
      fc.string({ unit: 'grapheme' }),
    );
    const text = fc.array(word, { maxLength: 20 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, fc.constantFrom('en', 'de', 'ja', 'he'), (before, after, language) => {
        const comparison = wordComparer(language)(before, after);
        expect(withoutSpaces(textOf(comparison, 'removed'))).to.equal(withoutSpaces(before));
        expect(withoutSpaces(textOf(comparison, 'added'))).to.equal(withoutSpaces(after));
      }),
      { numRuns: 500 },
    );
  });

  it('says when only spaces differ', () => {
    expect(wordComparer('en')('One two', 'One\n\ntwo').note).to.equal('spaces-only');
    expect(wordComparer('en')('One two', 'One two').note).to.equal(null);
  });

  it('takes half a second for all texts of a page, and shows those that are left whole', () => {
    const text = (seed: number) =>
      Array.from({ length: 12_000 }, (_, n) => `w${(n * seed) % 9_973}`).join(' ');
    const compare = wordComparer('en');
    const begun = performance.now();
    const [one, two] = [text(7), text(11)];
    const first = compare(one, two);
    const second = compare('One', 'Two');
    expect(performance.now() - begun).to.be.below(5_000);
    expect(first).to.deep.equal({
      pieces: [
        { kind: 'removed', text: one },
        { kind: 'added', text: two },
      ],
      note: 'too-different',
    });
    expect(second.note).to.equal('too-different');
  });
});
