import { expect } from 'chai';
import fc from 'fast-check';
import { compareWords } from '../../src/platform/text/compare-words-apart.js';
import { compareTexts, type Comparison } from '../../src/platform/text/compare-words.js';

/** One of the two texts, put together from what the comparison says of it. */
const textOf = ({ pieces }: Comparison, kind: 'added' | 'removed') =>
  pieces
    .filter((piece) => piece.kind === 'same' || piece.kind === kind)
    .map(({ text }) => text)
    .join('');
/** For tests of other rules: a busy machine needs longer than a page may take. */
const whateverItTakes = 60_000;
const withoutSpaces = (text: string) => text.replace(/\s+/g, '');
const compare = (before: string, after: string, language = 'en') =>
  compareTexts(language, [{ before, after }], whateverItTakes)[0]!;
const marked = (before: string, after: string, language = 'en') =>
  compare(before, after, language)
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
        const comparison = compare(before, after, language);
        expect(withoutSpaces(textOf(comparison, 'removed'))).to.equal(withoutSpaces(before));
        expect(withoutSpaces(textOf(comparison, 'added'))).to.equal(withoutSpaces(after));
      }),
      { numRuns: 500 },
    );
  });

  it('says when only spaces differ', () => {
    expect(compare('One two', 'One\n\ntwo').note).to.equal('spaces-only');
    expect(compare('One two', 'One two').note).to.equal(null);
  });

  it('takes a third of a second for all texts of a page, and shows those that are left whole', () => {
    const text = (seed: number) =>
      Array.from({ length: 12_000 }, (_, n) => `w${(n * seed) % 9_973}`).join(' ');
    const begun = performance.now();
    const [before, after] = [text(7), text(11)];
    const [first, second] = compareTexts('en', [
      { before, after },
      { before: 'One', after: 'Two' },
    ]);
    expect(performance.now() - begun).to.be.below(5_000);
    expect(first).to.deep.equal({
      pieces: [
        { kind: 'removed', text: before },
        { kind: 'added', text: after },
      ],
      note: 'too-different',
    });
    expect(second!.note).to.equal('too-different');
  });

  it('shows texts whole that would make too many pieces for a page, and compares the shorter ones', () => {
    const text = (other: string, words: number) =>
      Array.from({ length: words }, (_, n) => (n % 2 ? 'same' : other)).join(' ');
    const pair = (words: number) => ({ before: text('old', words), after: text('new', words) });
    const pairs = [...Array.from({ length: 30 }, () => pair(100)), pair(2)];
    const compared = compareTexts('en', pairs, whateverItTakes);
    const notes = compared.map(({ note }) => note);
    expect(notes.slice(0, 10)).to.deep.equal(Array(10).fill(null));
    expect(notes.slice(25)).to.deep.equal([...Array<string>(5).fill('too-different'), null]);
    expect(compared.reduce((sum, { pieces }) => sum + pieces.length, 0)).to.be.below(2_100);
  });

  it('is done one page at a time, and a reader who asks for too many gets texts whole, with the reason', async () => {
    const [before, after] = ['We hire twelve.', 'We hire fourteen.'];
    const ask = (readerId: string) => compareWords(readerId, 'en', [{ before, after }]);
    const asked = await Promise.all([...Array.from({ length: 5 }, () => ask('ana')), ask('ben')]);
    const notes = asked.map(([comparison]) => comparison!.note);
    expect(notes).to.deep.equal([null, null, null, 'busy', 'busy', null]);
    expect(asked[0]).to.deep.equal(compareTexts('en', [{ before, after }]));
    expect(withoutSpaces(textOf(asked[3]![0]!, 'added'))).to.equal(withoutSpaces(after));
  });

  it('lets this thread go on', async () => {
    const text = (seed: number) =>
      Array.from({ length: 12_000 }, (_, n) => `w${(n * seed) % 9_973}`).join(' ');
    const pair = { before: text(7), after: text(11) };
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 5);
    const [comparison] = await compareWords('ana', 'en', [pair]);
    clearInterval(timer);
    expect(comparison!.note).to.equal('too-different');
    // It computes for 300 ms; compared on this thread, none would run.
    expect(turns).to.be.greaterThan(5);
  });
});
