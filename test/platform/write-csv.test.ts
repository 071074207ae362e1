import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { writeCsv } from '../../src/platform/text/write-csv.js';
import { isLinear } from '../support/linear.js';

/** What a spreadsheet may read as the beginning of a formula, once blanks, control characters and quotes are gone. */
const isFormula = (cell: string) => /^[\s"\p{C}]*[=+\-@＝＋－＠]/u.test(cell);

describe('A CSV file', () => {
  const dangerous = [
    ...['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1', '＋1', '－1', '＠A1'],
    ...['harmless\n=1+1', 'harmless\r=1+1', 'harmless\r\n=1+1', '\n=1+1', '\t=1+1', '\r=1+1'],
    ...['harmless;=1+1', 'harmless; =1+1', 'harmless;"=1+1"', 'a\tb\t=1+1', ' =1+1', '"=1+1"'],
    ...['\u00a0=1', '\u200b=1', 'a\u2028=1', '\u0000=1', 'a;;=1', "x\n\n\n'=1\n=2"],
  ];
  const pieces = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '＝',
    '－',
    ';',
    ',',
    '\n',
    '\r',
    '\t',
    '"',
    ' ',
    'a',
    "'",
  );
  const texts = fc.oneof(
    fc.constantFrom(...dangerous),
    fc.array(pieces, { maxLength: 12 }).map((list) => list.join('')),
    fc.string({ unit: 'binary' }),
  );

  it('has no text that a spreadsheet takes for a formula, whatever it takes for the end of a cell', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(texts, texts), { minLength: 1 }), (rows) => {
        const csv = writeCsv(['A', 'B'], rows).slice(1);
        const cells = parse(csv).flat();
        expect(cells).to.have.length(2 * rows.length + 2);
        expect(cells.filter(isFormula)).to.deep.equal([]);
        // A program whose delimiter is another one does not see our quotation marks.
        expect(csv.split(/[;\t\r\n\u0085\u2028\u2029]/).filter(isFormula)).to.deep.equal([]);
      }),
      { numRuns: 500, examples: dangerous.map((text) => [[[text, `b${text}`]]]) },
    );
  });

  it('keeps numbers as numbers, and texts that are none of this as they are', () => {
    const plain = ['a-b', 'x = y', 'first, -second', 'line\nbreak', 'say "yes"', 'a;b', '12', '', 'Zoë 1–2'];
    const csv = writeCsv(['Name', 'Number'], [...plain.map((text) => [text, -1.5]), ['x', 0]]);
    const rows = parse(csv.slice(1));
    expect(rows.slice(1).map(([text]) => text)).to.deep.equal([...plain, 'x']);
    expect(rows.slice(1).map(([, number]) => number)).to.deep.equal([...plain.map(() => '-1.5'), '0']);
    expect(csv).to.contain(',-1.5\r\n');
  });

  /**
   * Opened in LibreOffice 7.4.7: in English with `,`, in German with `;`, and with `,`, `;` and tab at once, each time
   * evaluating formulas. No cell of this file became one; these are the texts that its cells showed with `,`. The
   * same texts, written without their apostrophes, became formulas where they begin with `=`.
   */
  const shownByLibreOffice: Record<string, string> = {
    'harmless\n=1+1': "harmless\n'=1+1",
    'harmless\r\n=1+1': "harmless\n'=1+1",
    'harmless\r=1+1': "harmless\n'=1+1",
    '\n=1+1': "'\n'=1+1",
    '\r=1+1': "'\n'=1+1",
    '\t=1+1': "'\t'=1+1",
    'a\tb\t=1+1': "a\tb\t'=1+1",
    'harmless;=1+1': "harmless;'=1+1",
    'harmless; =1+1': "harmless; '=1+1",
    'harmless;"=1+1"': 'harmless;"\'=1+1"',
    '＝1+1': "'＝1+1",
    '＋1+1': "'＋1+1",
    '－1+1': "'－1+1",
    '＠SUM(A1)': "'＠SUM(A1)",
    '=1+1': "'=1+1",
    '+1+1': "'+1+1",
    '-1+1': "'-1+1",
    '@SUM(A1)': "'@SUM(A1)",
    ' =1+1': " '=1+1",
    '"=1+1"': '"\'=1+1"',
    '\u00a0=1+1': "\u00a0'=1+1",
    '\u200b=1+1': "\u200b'=1+1",
    'a\u2028=1+1': "a\u2028'=1+1",
    '\u0085=1+1': "\u0085'=1+1",
    '\u0000=1+1': "'=1+1",
    "x\n\n\n'=1+1\n=2+2": "x\n\n\n'=1+1\n'=2+2",
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    'a,b\n=1+1,=2+2': "a,b\n'=1+1,=2+2",
    'a"\n=1+1"': 'a"\n\'=1+1"',
    ';=1+1': ";'=1+1",
    '\n;=1+1': "'\n;'=1+1",
    '";"=1+1;"': '";"\'=1+1;"',
    'a";=1+1;"b': 'a";\'=1+1;"b',
    'line\nbreak': 'line\nbreak',
    '{=1+1}': '{=1+1}',
    '1,5': '1,5',
  };

  it('is the file whose cells LibreOffice showed as text, in English and German settings', () => {
    const texts = Object.keys(shownByLibreOffice);
    const csv = writeCsv(['Text', '=Head', 'Number'], [...texts.map((text) => [text, text, -3])]).slice(1);
    const [head, ...rows] = parse(csv);
    expect(head).to.deep.equal(['Text', "'=Head", 'Number']);
    for (const [n, [first, second, number]] of rows.entries()) {
      const shown = first!.replace(/\r\n?/g, '\n').replaceAll('\0', '');
      expect(shown, JSON.stringify(texts[n])).to.equal(shownByLibreOffice[texts[n]!]);
      expect([second, number]).to.deep.equal([first, '-3']);
    }
  });

  it(
    'costs less than three times as much to write when there is twice as much text',
    isLinear(['; \n', ' ', '"', '＝'], (text) => writeCsv(['A'], [[text]])),
  );
});
