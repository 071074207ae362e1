import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { countBytes, countText, graphemes, type Count } from '../../public/js/count-text.js';

const published = JSON.parse(readFileSync('test/sharing/twitter-text.json', 'utf8')) as {
  lengths: { text: string; length: number }[];
  addresses: { text: string; addresses: string[] }[];
};

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

const textOf = (text: string | (string | (string | number)[])[]): string =>
  typeof text === 'string'
    ? text
    : text
        .map((part) => (typeof part === 'string' ? part : String(part[0]).repeat(Number(part[1]))))
        .join('');

/** What the signs of a text weigh on X without any address or emoji. */
const weightOfSigns = (text: string) =>
  [...text].reduce(
    (sum, sign) => sum + (/[\0-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]/.test(sign) ? 1 : 2),
    0,
  );

describe('The length of a text on X', () => {
  it('is the one that X publishes for each of its own cases', () => {
    expect(published.lengths).to.have.length.above(25);
    for (const { text, length } of published.lengths)
      expect(countText.x(textOf(text)), textOf(text).slice(0, 100)).to.equal(length);
  });

  it('counts 23 for each address that X finds in its own cases, and all that is around it', () => {
    expect(published.addresses).to.have.length.above(100);
    for (const { text, addresses } of published.addresses) {
      let rest = text;
      for (const address of addresses) rest = rest.replace(address, '');
      expect(countText.x(text), text).to.equal(addresses.length * 23 + weightOfSigns(rest));
    }
  });

  for (const [text, length] of [
    ['Read example.com/path now', 5 + 23 + 4],
    ['See https://example.com/a/very/long/path/indeed?yes=1 now', 4 + 23 + 4],
    ['https://example.com/a, and https://example.com/b.', 23 + 6 + 23 + 1],
    ['(https://example.com/a)', 25],
    ['海缆https://example.com/a海缆', 4 + 23 + 4],
    ['海缆example.com海缆', 4 + 23 + 4],
    ['e.g. node.js 2.0, cf. p.3', 25],
    ['jane.doe@example.com', 20],
    ['@example.com #example.com', 25],
    ['sub_domain.example.com', 4 + 23],
    ['https://example.com:8080/a(b_(c))?d=e&', 23],
    ['https://intranet/handbook', 25],
    ['https://bücher.example.co.uk', 23],
    ['1\u20E3 2\uFE0F\u20E3 #\uFE0F\u20E3', 2 + 1 + 2 + 1 + 2],
    [family, 2],
    ['\u{1F1E9}\u{1F1EA}', 2],
    ['\u{1F44D}\u{1F3FD}', 2],
    ['\u{1F44D}\u0301', 3],
    ['\u2764\uFE0F', 2],
    ['\u00A9 \u00AE', 3],
    ['\u00A9\uFE0F', 2],
    ['a\uFE0F', 3],
    ['海缆', 4],
    ['e\u0301té', 3],
    ['Größe', 5],
  ] as const)
    it(`is ${length} for “${text}”`, () => {
      expect(countText.x(text)).to.equal(length);
    });
});

describe('The length of a text on Mastodon', () => {
  for (const [text, length] of [
    ['Read https://a.co/b', 5 + 23],
    ['https://example.com/a/very/long/path/indeed?yes=1, then', 23 + 6],
    ['https://example.com/海缆/(a)', 23],
    ['Read example.com/path', 21],
    ['Thank you @jane@social.example!', 'Thank you @jane!'.length],
    ['Write to jane@example.com', 25],
    [`@jane ${family}`, 7],
  ] as const)
    it(`is ${length} for “${text}”`, () => {
      expect(countText.mastodon(text)).to.equal(length);
    });
});

describe('The length of a text on Bluesky', () => {
  for (const [text, shown] of [
    ['Read https://example.com/news/2026/11/harbour?from=feed.', 'Read example.com/news/2026/11....'],
    ['(https://www.example.com/)', '(www.example.com)'],
    ['https://example.com/a?b=c#d', 'example.com/a?b=c#d'],
    ['https://bücher.example/a', 'xn--bcher-kva.example/a'],
    ['Read example.com/a/very/long/path', 'Read example.com/a/very/long/path'],
    [`${family}e\u0301`, 'ab'],
  ] as const)
    it(`is that of “${shown}” for “${text}”`, () => {
      expect(countText.bluesky(text)).to.equal(shown.length);
    });
});

describe('The bytes of a text on Bluesky', () => {
  for (const [text, bytes] of [
    ['Read', 4],
    ['Größe', 7],
    ['海缆', 6],
    [family.repeat(121), 121 * 25],
    ['Read https://example.com/news/2026/11/harbour?from=feed', 'Read example.com/news/2026/11...'.length],
  ] as const)
    it(`are ${bytes} for “${text.slice(0, 60)}”`, () => {
      expect(countBytes(text)).to.equal(bytes);
    });
});

describe('The length of a text on Threads', () => {
  for (const [text, length] of [
    ['Größe', 5],
    ['海缆', 2],
    ['\u{20BB7}', 1],
    ['\u{1F600}', 4],
    [family, 25],
    ['\u2764\uFE0F', 6],
    ['\u00A9', 1],
  ] as const)
    it(`is ${length} for “${text}”`, () => {
      expect(countText.threads(text)).to.equal(length);
    });
});

describe('The file that counts', () => {
  it('has at most 8 KB as it is sent', () => {
    expect(gzipSync(readFileSync('public/js/count-text.js')).length).to.be.at.most(8192);
  });

  it('counts half a megabyte of any kind in time', () => {
    const texts = [
      family,
      'a',
      'a.',
      'a-',
      'あ.',
      'http://',
      'http://a.co/',
      'a_a.',
      '@a@a',
      '海',
      '\u{1F1E9}',
    ];
    for (const text of texts)
      for (const name of Object.keys(countText) as Count[])
        expect(countText[name](text.repeat(500_000 / text.length)), `${name} ${text}`).to.be.above(0);
    for (const text of texts) expect(countBytes(text.repeat(500_000 / text.length)), text).to.be.above(0);
  });

  it('counts any text, and never less than nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const count of Object.values(countText)) expect(count(text)).to.be.at.least(0);
      }),
    );
  });
});

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

  it('of half a megabyte are counted in time, and no memory is exhausted', () => {
    expect(graphemes(family.repeat(20_000))).to.have.length(20_000);
    expect(graphemes('a'.repeat(500_000))).to.have.length(500_000);
  });
});
