import { expect } from 'chai';
import fc from 'fast-check';
import { asUtf8, detectDelimiter, detectEncoding } from '../../src/platform/text/file-text.js';
import { guessBegins, guessColumns, hasHeaderRow } from '../../src/conversions/import/guess-columns.js';
import { mappingSchema } from '../../src/conversions/import/mapping.js';
import { currencyIn, guessDecimalMark, readAmount } from '../../src/conversions/import/read-amount.js';
import { readConversion } from '../../src/conversions/import/read-conversion.js';
import { likelyFormats, readMoment } from '../../src/platform/text/read-moment.js';
import { readKind } from '../../src/conversions/conversion-text.js';
import { longestRow, readRows, type Row } from '../../src/platform/text/read-rows.js';

const start = { offset: 0, line: 1 };
const rowsOf = (text: string, delimiter = ',') => readRows(Buffer.from(text), delimiter, start, true).rows;
const cellsOf = (text: string, delimiter = ',') => rowsOf(text, delimiter).map(({ cells }) => cells);
const now = new Date('2026-11-18T09:00:00Z');

describe('The text of a file', () => {
  const textOf = (file: Buffer) => Buffer.concat([...asUtf8(file, detectEncoding(file).label)]).toString();

  it('is UTF-8 with or without a mark, UTF-16 and UTF-32 with one, and otherwise Windows-1252', () => {
    const text = 'Währung;5 €';
    const mark = '\uFEFF';
    const files = {
      'utf-8': Buffer.from(text),
      'utf-8-bom': Buffer.from(mark + text),
      'utf-16': Buffer.from(mark + text, 'utf16le'),
      'utf-32': Buffer.concat(
        [...(mark + text)].map((sign) => Buffer.from([...Buffer.from(sign, 'utf16le'), 0, 0])),
      ),
      'windows-1252': Buffer.from('W\u00e4hrung;5 \u0080', 'latin1'),
    };
    for (const [encoding, file] of Object.entries(files)) {
      expect(detectEncoding(file).encoding).to.equal(encoding);
      expect(textOf(file), encoding).to.equal(text);
    }
  });

  it('cuts no character in two, however long it is', () => {
    const text = 'x' + '€ä𝄞'.repeat(40_000);
    const pieces = [...asUtf8(Buffer.from(text), 'utf-8')];
    expect(pieces.length).to.be.greaterThan(3);
    expect(pieces.map((piece) => piece.toString()).join('')).to.equal(text);
  });

  it('is split by what splits its lines evenly, whatever stands in quotation marks or among decimals', () => {
    expect(detectDelimiter('a,b\n1,2\n')).to.equal('comma');
    expect(detectDelimiter('id;amount\n1;"a;b;c"\n2;12,50\n3;1,00\n')).to.equal('semicolon');
    expect(detectDelimiter('id\tname\n1\tLast, First\n2\tB\n')).to.equal('tab');
    expect(detectDelimiter('id\n1\n')).to.equal('comma');
    expect(detectDelimiter('Orders, week 47\n\nid;amount\n1;12,50\n2;3\n')).to.equal('semicolon');
  });

  it('is split by what its first line names', () => {
    expect(detectDelimiter('sep=;\r\na,b,c\r\n1,2,3\r\n')).to.equal('semicolon');
    expect(detectDelimiter('"sep=\t"\na,b\n')).to.equal('tab');
    expect(detectDelimiter('SEP=,\na;b\n')).to.equal('comma');
  });
});

describe('The rows of a file', () => {
  it('may have cells in quotation marks, with delimiters, line breaks and doubled marks inside', () => {
    expect(cellsOf('a;"b;c";"d\r\ne";"f ""g"""\r\n', ';')).to.deep.equal([['a', 'b;c', 'd\r\ne', 'f "g"']]);
  });

  for (const [line, cells] of [
    ['A,B "C",D', ['A', 'B "C"', 'D']],
    ['A,5" pipe,D', ['A', '5" pipe', 'D']],
    ['A,"B" ,D', ['A', 'B', 'D']],
    ['A, "B, C"\t,D', ['A', 'B, C', 'D']],
    ['"A" , B ,"D"  ', ['A', 'B', 'D']],
  ] as const)
    it(`may have blanks around quotation marks, and quotation marks in cells: ${line}`, () => {
      expect(cellsOf(`a,b,c\n${line}\n1,2,3\n`)).to.deep.equal([['a', 'b', 'c'], cells, ['1', '2', '3']]);
    });

  it('may have empty cells between tabs', () => {
    expect(cellsOf('a\tb\tc\n\t\t"x" \t\n1\t\t3\n', '\t')).to.deep.equal([
      ['a', 'b', 'c'],
      ['', '', 'x', ''],
      ['1', '', '3'],
    ]);
  });

  it('end with CRLF, LF or CR, also mixed, and the last one need not end', () => {
    expect(cellsOf('a,b\r\nc,d\ne,f\rg,h')).to.deep.equal(['ab', 'cd', 'ef', 'gh'].map((pair) => [...pair]));
  });

  it('are numbered by the lines of the file; blank lines and rows of delimiters alone are none', () => {
    const rows = rowsOf('id,n\n\n1,"two\nlines"\n,\n \r\n\r\n2,x\n');
    expect(rows.map(({ line, cells }) => [line, cells[0]])).to.deep.equal([
      [1, 'id'],
      [3, '1'],
      [8, '2'],
    ]);
  });

  it('may be longer or shorter than the others', () => {
    expect(cellsOf('a,b\n1\n1,2,3\n')).to.deep.equal([['a', 'b'], ['1'], ['1', '2', '3']]);
  });

  for (const broken of ['1,"never closed', '1,"closed" too soon'])
    it(`are all read but the broken one: ${broken}`, () => {
      const rows = rowsOf(`a,b\n0,x\n${broken}\n2,y\n3,"z"\n`);
      expect(rows.map(({ line, broken: because }) => [line, because])).to.deep.equal([
        [1, undefined],
        [2, undefined],
        [3, 'quotes'],
        [4, undefined],
        [5, undefined],
      ]);
      expect(rows[2]!.cells).to.deep.equal([broken]);
    });

  it('may have a cell of a megabyte', () => {
    const long = 'x\n'.repeat(500_000);
    expect(cellsOf(`1,"${long}"\n2,b\n`)).to.deep.equal([
      ['1', long],
      ['2', 'b'],
    ]);
  });

  it('that never end are one broken row each, and reading goes on', () => {
    const rows = rowsOf(`1,a\n2,${'x'.repeat(longestRow + 10)}\n3,c\n`);
    expect(rows.map(({ line, broken }) => [line, broken])).to.deep.equal([
      [1, undefined],
      [2, 'endless'],
      [3, undefined],
    ]);
  });

  it('are the same in whatever parts the file is read', () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'a', 'ü€', ' ', '12,5', '"', 'x"y', '"a\nb"', '"a""b"', '"c', 'd"'),
      fc.string({ maxLength: 5 }),
    );
    const line = fc.tuple(fc.array(cell, { maxLength: 4 }), fc.constantFrom('\n', '\r\n', '\r', '\n\n'));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (lines, size) => {
        const file = Buffer.from(lines.map(([cells, end]) => cells.join(',') + end).join(''));
        const whole = readRows(file, ',', start, true);
        expect(readInParts(file, size)).to.deep.equal(whole.rows);
        expect(whole.end.offset).to.equal(file.length);
      }),
      { numRuns: 500 },
    );
  });

  function readInParts(file: Buffer, size: number): Row[] {
    const rows: Row[] = [];
    let position = start;
    for (let length = size; position.offset < file.length;) {
      const part = file.subarray(position.offset, position.offset + length);
      const read = readRows(part, ',', position, position.offset + part.length === file.length);
      rows.push(...read.rows);
      length = read.end.offset === position.offset ? length * 2 : size;
      position = read.end;
    }
    return rows;
  }
});

describe('The columns of a file', () => {
  it('are known by their headers, however they are written', () => {
    expect(guessColumns(['Order ID', 'Created At', 'Amount', 'Currency', 'utm_content'])).to.deep.equal({
      externalId: 0,
      at: 1,
      value: 2,
      currency: 3,
      slug: 4,
    });
    expect(
      guessColumns(['Art', 'Bestellnummer', 'Datum', 'Betrag (brutto)', 'Währung', 'Click-ID']),
    ).to.deep.equal({
      kind: 0,
      externalId: 1,
      at: 2,
      value: 3,
      currency: 4,
      clickId: 5,
    });
  });

  it('are left to a person where two headers, or the id of somebody, could be meant', () => {
    expect(
      guessColumns(['Customer ID', 'Order No.', 'Order date', 'Update date', 'Shipping amount']),
    ).to.deep.equal({
      value: 4,
    });
    expect(guessColumns(['Order total', 'Shipping amount', 'Created date'])).to.deep.equal({ at: 2 });
  });

  it('are each taken for one thing, also when two have the same header', () => {
    expect(guessColumns(['Date', 'Date', 'id', 'id'])).to.deep.equal({ at: 0, externalId: 2 });
    expect(guessColumns(['', 'what is this'])).to.deep.equal({});
  });

  for (const [about, rows, begins] of [
    [
      'at once',
      [
        ['Order ID', 'Date'],
        ['1', '2026-11-01'],
      ],
      0,
    ],
    ['after a title', [['Orders of week 47'], ['Order ID', 'Date', 'Amount'], ['1', '2026-11-01', '5']], 1],
    ['after a line for spreadsheets', [['sep='], ['Order ID', 'Date'], ['1', '2026-11-01']], 1],
    [
      'after comments',
      [['# Account', ' Acme'], ['# Start date: 20261101'], ['Event name', 'Date', 'Value'], ['a', 'b', 'c']],
      2,
    ],
    [
      'after a title, without headers that are known',
      [
        ['Aufträge', ''],
        ['Kunde', 'Notiz', 'Wert?'],
        ['1', '2', '3'],
        ['1', '2', '3'],
      ],
      1,
    ],
    [
      'after a title, with conversions at once',
      [['Orders'], ['A1', '2026-11-01', '5'], ['A2', '2026-11-02', '6']],
      1,
    ],
    ['with one column', [['id'], ['1'], ['2']], 0],
    ['never', [], 0],
  ] as [string, string[][], number][])
    it(`begin ${about}`, () => {
      expect(guessBegins(rows)).to.equal(begins);
    });

  it('have headers unless the first row is a conversion', () => {
    expect(hasHeaderRow(['Order ID', 'Date'], now)).to.equal(true);
    expect(hasHeaderRow(['A-1', '2026-11-01', '12,50'], now)).to.equal(false);
    expect(hasHeaderRow(['Kunde', 'Notiz'], now)).to.equal(true);
  });
});

describe('An amount', () => {
  it('becomes whole minor units, with the decimals that its currency has', () => {
    expect(readAmount('1,234.50', 'point', 'EUR')).to.deep.equal({ minor: 123450 });
    expect(readAmount('1.234,5', 'comma', 'EUR')).to.deep.equal({ minor: 123450 });
    expect(readAmount("1 234'567", 'comma', 'JPY')).to.deep.equal({ minor: 1234567 });
    expect(readAmount('0.29', 'point', 'EUR')).to.deep.equal({ minor: 29 });
    expect(readAmount('1.5', 'point', 'KWD')).to.deep.equal({ minor: 1500 });
    expect(readAmount('12.500', 'point', 'EUR')).to.deep.equal({ minor: 1250 });
  });

  it('is never guessed when it is written otherwise', () => {
    for (const cell of [
      '12.50',
      '1.2345',
      '1,2,3',
      'twelve',
      '1.23,4.5',
      '--1',
      '€ 12 €',
      '+-1',
      '12 pieces',
      '1 2',
    ])
      expect(readAmount(cell, 'comma', 'EUR'), cell).to.deep.equal({ problem: 'unreadable' });
    expect(readAmount('12,505', 'comma', 'EUR')).to.deep.equal({ problem: 'decimals' });
    expect(readAmount('1.5', 'point', 'JPY')).to.deep.equal({ problem: 'decimals' });
  });

  for (const [cell, currency, minor] of [
    ['€ 12,50', 'EUR', 1250],
    ['12,50 €', 'EUR', 1250],
    ['EUR 1.234,50', 'EUR', 123450],
    ['12,50 eur', 'EUR', 1250],
    ['1 234,50\u202fzł', 'PLN', 123450],
    ['Kč 12,50', 'CZK', 1250],
    ['12,50 kr', 'SEK', 1250],
    ['12,50 kr.', 'DKK', 1250],
    ['￥1.200', 'JPY', 1200],
    ['US$12', 'USD', 1200],
    ['$12', 'CAD', 1200],
    ['CHF 12', 'CHF', 1200],
    ['R$ 12,50', 'BRL', 1250],
    ['+12,50', 'EUR', 1250],
    ['−12,50', 'EUR', -1250],
    ['-€12,50', 'EUR', -1250],
    ['€ -12,50', 'EUR', -1250],
  ] as const)
    it(`is read with its sign and its currency: ${cell}`, () => {
      expect(readAmount(cell, 'comma', currency)).to.deep.equal({ minor });
      expect(guessDecimalMark([cell, '1,5'])).to.equal('comma');
    });

  it('is not taken for one of another currency', () => {
    for (const cell of ['$ 12', '12 USD', '£12', 'US$ 12'])
      expect(readAmount(cell, 'comma', 'EUR'), cell).to.deep.equal({ problem: 'other-currency' });
    expect(readAmount('12 kr', 'comma', 'EUR')).to.deep.equal({ problem: 'unreadable' });
    expect(['EUR 5', '5 usd', '5 €', '5', '5 abc'].map(currencyIn)).to.deep.equal(['EUR', 'USD', '', '', '']);
  });

  it('shows where decimals stand, unless both could be', () => {
    expect(guessDecimalMark(['12,50', '3', '1.00 approx'])).to.equal('comma');
    expect(guessDecimalMark(['1,234.5'])).to.equal('point');
    expect(guessDecimalMark(['1.234', '5'])).to.equal(null);
    expect(guessDecimalMark(['5', '6'])).to.equal('point');
    expect(guessDecimalMark(['12,50', '12.50'])).to.equal(null);
  });
});

describe('A date', () => {
  const read = (cell: string, format: Parameters<typeof readMoment>[1]) =>
    readMoment(cell, format, 'Europe/Berlin', now)?.toISOString() ?? null;

  it('is read as it was chosen to be written, by the clock of the organization', () => {
    expect(read('2026-11-03 14:30', 'year-first')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('2026-11-03T14:30:05.123Z', 'year-first')).to.equal('2026-11-03T14:30:05.000Z');
    expect(read('2026-07-03T14:30+25:00', 'year-first')).to.equal(null);
    expect(read('2026-07-03T14:30+05:30', 'year-first')).to.equal('2026-07-03T09:00:00.000Z');
    expect(read('3.11.2026, 14:30', 'day-first')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('11/3/2026 2:30 PM', 'month-first')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('11/3/2026 2:30 p.m.', 'month-first')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('1793712600', 'unix')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('1793712600000', 'unix')).to.equal('2026-11-03T13:30:00.000Z');
  });

  for (const [cell, at] of [
    ['3 Nov 2026 14:30', '2026-11-03T13:30:00.000Z'],
    ['Nov 3, 2026, 2:30 PM', '2026-11-03T13:30:00.000Z'],
    ['November 3rd, 2026 14:30', '2026-11-03T13:30:00.000Z'],
    ['Tue, 3 Nov 2026 14:30:00 +0200', '2026-11-03T12:30:00.000Z'],
    ['03-Nov-26 14:30', '2026-11-03T13:30:00.000Z'],
    ['2026-Nov-03 14:30', '2026-11-03T13:30:00.000Z'],
    ['3. März 2026 14:30', '2026-03-03T13:30:00.000Z'],
    ['3 févr. 2026 14:30', '2026-02-03T13:30:00.000Z'],
    ['3 de noviembre de 2026 14:30', '2026-11-03T13:30:00.000Z'],
    ['3 Set 2026 14:30', '2026-09-03T12:30:00.000Z'],
    ['3 listopada 2026 14:30', '2026-11-03T13:30:00.000Z'],
    ['3 ноября 2026 14:30', '2026-11-03T13:30:00.000Z'],
    ['31 Foo 2026', null],
    ['31 Feb 2026', null],
  ] as const)
    it(`may have its month in letters: ${cell}`, () => {
      expect(read(cell, 'month-name')).to.equal(at);
      if (at) expect(likelyFormats([cell], now)).to.deep.equal(['month-name']);
    });

  for (const [zone, at] of [
    ['CET', '2026-11-03T13:30:00.000Z'],
    ['MESZ', '2026-11-03T12:30:00.000Z'],
    ['PST', '2026-11-03T22:30:00.000Z'],
    ['(UTC+1)', '2026-11-03T13:30:00.000Z'],
    ['GMT+0530', '2026-11-03T09:00:00.000Z'],
    ['+01', '2026-11-03T13:30:00.000Z'],
    ['\u221203:00', '2026-11-03T17:30:00.000Z'],
    ['America/New_York', '2026-11-03T19:30:00.000Z'],
    ['Europe/London', '2026-11-03T14:30:00.000Z'],
    // It means India, Israel and Ireland.
    ['IST', null],
    ['Mars/Olympus', null],
    ['XYZ', null],
  ] as const)
    it(`may name its time zone: ${zone}`, () => {
      expect(read(`2026-11-03 14:30 ${zone}`, 'year-first')).to.equal(at);
    });

  it('may be a day of a spreadsheet', () => {
    expect(read('46329', 'excel')).to.equal('2026-11-03T22:59:59.000Z');
    expect(read('46329.6041666667', 'excel')).to.equal('2026-11-03T13:30:00.000Z');
    expect(read('46329,5', 'excel')).to.equal('2026-11-03T11:00:00.000Z');
    // The day on which clocks are put back.
    expect(read('46320.75', 'excel')).to.equal('2026-10-25T17:00:00.000Z');
    expect(likelyFormats(['46329', '46330.5'], now)).to.deep.equal(['excel']);
    for (const cell of ['4632', '463290', '46329.', '12500'])
      expect(read(cell, 'excel'), cell).to.equal(null);
  });

  it('without a time is the end of that day; today is now', () => {
    expect(read('20261103', 'year-first')).to.equal('2026-11-03T22:59:59.000Z');
    expect(read('18/11/2026', 'day-first')).to.equal(now.toISOString());
  });

  it('is none when there is no such day, or it is written otherwise', () => {
    for (const cell of [
      '31.02.2026',
      '1.11.26',
      '2026-11-03',
      '01.11/2026',
      '1.1.2026 25:00',
      '1.1.2026 13:00 PM',
    ])
      expect(read(cell, 'day-first'), cell).to.equal(null);
    expect(read('-5', 'unix')).to.equal(null);
  });

  it('can be told by the first rows, unless day and month could be either', () => {
    expect(likelyFormats(['13/11/2026', '01/02/2026', 'soon'], now)).to.deep.equal(['day-first']);
    expect(likelyFormats(['03/04/2026'], now)).to.deep.equal(['day-first', 'month-first']);
    expect(likelyFormats(['', 'soon'], now)).to.deep.equal([]);
  });
});

describe('A row', () => {
  const chosen = {
    delimiter: 'semicolon',
    header: 'yes',
    kind: '5',
    externalId: '0',
    at: '1',
    dateFormat: 'day-first',
    value: '2',
    decimalMark: 'comma',
    currency: '3',
    currencyForAll: 'eur',
    slug: '4',
  };
  const mapping = mappingSchema.parse(chosen);
  const read = (...cells: string[]) =>
    readConversion({ line: 2, cells, end: start }, { mapping, zone: 'Europe/Berlin', now, columns: 8 });

  it('tells a conversion, with the link found in whatever holds it', () => {
    const at = new Date('2026-11-03T13:30:00Z');
    const whole = { kind: 'service-contact', externalId: 'A1', at, via: 'csv', value: 1250, currency: 'EUR' };
    const date = '3.11.2026 14:30';
    expect(read(' A1 ', date, '12,50', '', 'k7m2xq4tz', 'Service contact')).to.deep.equal({
      ...whole,
      slug: 'k7m2xq4tz',
    });
    const address = 'https://acme.example/?a=1&utm_content=k7m2xq4tz#x';
    expect(read('A1', date, '12,50', 'eur', address, 'service_contact')).to.deep.equal({
      ...whole,
      slug: 'k7m2xq4tz',
    });
    expect(read('A1', date, '', 'USD', 'https://go.example/l/k7m2xq4tz', 'SALE')).to.deep.equal({
      kind: 'sale',
      externalId: 'A1',
      at,
      via: 'csv',
      slug: 'k7m2xq4tz',
    });
  });

  it('is in the currency that its amount names, if no column does', () => {
    expect(read('A1', '3.11.2026', 'USD 12,50', '', '', 'sale')).to.include({ value: 1250, currency: 'USD' });
    expect(read('A1', '3.11.2026', '12,50 €', '', '', 'sale')).to.include({ value: 1250, currency: 'EUR' });
  });

  it('may have line breaks around a cell, and a cell of several lines with a few delimiters that is not mapped', () => {
    const note = 'Dear Bo; first\nsecond; third; fourth\n\nfifth; sixth';
    for (const cells of [
      ['A1', '3.11.2026', '1', '', '\r\nk7m2xq4tz\n', 'sale', note],
      ['A1\n', '3.11.2026', '1', '', 'k7m2xq4tz', 'sale', '', 'a;b;c;d;e'],
      ['A1', '3.11.2026', '1', '', 'k7m2xq4tz', 'sale', 'Dear Ann;\nthanks; for; your; time; and; the; call'],
    ])
      expect(read(...cells)).to.include({ externalId: 'A1', slug: 'k7m2xq4tz' });
  });

  const wrong: [string, number | null, string[]][] = [
    ['row-kind-unknown', 5, ['A1', '3.11.2026', '1', '', '', 'holiday']],
    ['row-id-missing', 0, [' ', '3.11.2026', '1', '', '', 'sale']],
    ['row-at-missing', 1, ['A1', '', '1', '', '', 'sale']],
    ['row-at-unreadable', 1, ['A1', '11/31/2026', '1', '', '', 'sale']],
    ['row-value-unreadable', 2, ['A1', '3.11.2026', '12.50', '', '', 'sale']],
    ['row-value-other-currency', 2, ['A1', '3.11.2026', 'USD 12', 'EUR', '', 'sale']],
    ['row-value-other-currency', 2, ['A1', '3.11.2026', '$ 12', '', '', 'sale']],
    ['row-value-decimals', 2, ['A1', '3.11.2026', '12,505', '', '', 'sale']],
    ['row-value-negative', 2, ['A1', '3.11.2026', '-1', '', '', 'sale']],
    ['row-currency-unknown', 3, ['A1', '3.11.2026', '1', 'EURO', '', 'sale']],
    ['row-too-few-cells', null, ['A1', '3.11.2026', '1']],
    ['row-too-many-cells', null, ['A1', '3.11.2026', '12', '50', '', 'sale', '', '', 'x']],
    ['row-cell-long', 0, ['A'.repeat(1_000_000), '3.11.2026', '1', '', '', 'sale']],
    ['row-line-break', 0, ['A1\nA2', '3.11.2026', '1', '', '', 'sale']],
    ['row-line-break', 1, ['A1', '3.11.2026\r4.11.2026', '1', '', '', 'sale']],
    ['row-line-break', 2, ['A1', '3.11.2026', '1\r\n2', '', '', 'sale']],
    ['row-line-break', 3, ['A1', '3.11.2026', '1', 'EUR\nUSD', '', 'sale']],
    ['row-line-break', 4, ['A1', '3.11.2026', '1', '', 'k7m2xq4tz\nA2;3.11.2026;1;;;sale', 'sale']],
    ['row-line-break', 5, ['A1', '3.11.2026', '1', '', '', 'sale\nlead']],
    ['row-holds-row', 6, ['A1', '3.11.2026', '1', '', '', 'sale', 'see below\nA2;3.11.2026;1;;;sale']],
    ['row-holds-row', 6, ['A1', '3.11.2026', '1', '', '', 'sale', 'a\nA2;3.11.2026;1;;;sale;b\nc', 'd']],
    ['row-holds-row', 7, ['A1', '3.11.2026', '1', '', '', 'sale', '', 'a;b\nA2;3.11.2026;1;;;sale;c;d;e']],
  ];
  for (const [key, column, cells] of wrong)
    it(`says what is wrong and where: ${key}`, () => {
      const problem = read(...cells) as { column: number | null; message: string | { key: string } };
      expect(typeof problem.message === 'string' ? problem.message : problem.message.key).to.equal(
        `conversions.${key}`,
      );
      expect(problem.column).to.equal(column);
    });

  it('is refused when the mapped cells stand behind one that swallowed the rest of it, and the next one', () => {
    const behind = { ...chosen, kind: 'sale', at: '2', value: '', currency: '', slug: '3' };
    const context = { mapping: mappingSchema.parse(behind), zone: 'Europe/Berlin', now, columns: 5 };
    const readNote = (note: string) =>
      readConversion({ line: 2, cells: ['A1', note, '4.11.2026', 'k7m2xq4tz', ''], end: start }, context);
    for (const note of ['oops;3.11.2026;abc;\nA2;fine', 'oops;3.11.2026;abc;\nA3;;3.11.2026;abc;\nA2;fine'])
      expect(readNote(note)).to.deep.equal({ column: 1, message: 'conversions.row-holds-row' });
    expect(readNote('Dear Bo;\nfirst; second')).to.include({ externalId: 'A1' });
  });

  it('is never read with the same column for two things', () => {
    const twice = mappingSchema.safeParse({ ...chosen, slug: '0' });
    expect(twice.error?.issues.map(({ path, message }) => [path[0], message])).to.deep.equal([
      ['slug', 'conversions.import-column-twice'],
    ]);
  });
});

describe('A cell that is far too long', () => {
  it('is neither a moment nor an amount, and is not searched for one', () => {
    const spaces = ' '.repeat(400_000);
    expect(readMoment(`2026-11-01 10:00${spaces}x`, 'year-first', 'utc', now)).to.equal(null);
    expect(readAmount(`1.${'0'.repeat(400_000)}1`, 'point', 'EUR')).to.deep.equal({ problem: 'unreadable' });
    expect(guessDecimalMark([`1.${'0'.repeat(400_000)}1`])).to.equal('point');
  });
});

describe('A row of a file', () => {
  it('is cut where no file has columns any more', () => {
    expect(cellsOf(`a,b\n${'x,'.repeat(5_000)}x\n`).map(({ length }) => length)).to.deep.equal([2, 201]);
  });
});

describe('A kind', () => {
  it('is one of ours however its letters and blanks are written, and nothing that only has its letters', () => {
    expect(['Sale', 'service_contact', 'Service Contact', 'SERVICE-CONTACT'].map(readKind)).to.deep.equal([
      ...['sale', 'service-contact', 'service-contact', 'service-contact'],
    ]);
    for (const wrong of ['не sale', '¬lead', 'sale 0', 'sale!', ''])
      expect(readKind(wrong), wrong).to.equal(undefined);
  });
});
