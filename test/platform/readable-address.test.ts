import { domainToASCII } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import { readableAddress } from '../../src/platform/text/readable-address.js';

describe('An international address, as people read it', () => {
  for (const host of [
    'bücher.example',
    'пример.рф',
    'россия.com',
    'ελλάδα.gr',
    'straße.de',
    'naïve.com',
    '例え.テスト',
    '日本語ラーメン.jp',
    '中文abc.com',
    '한국.kr',
    'हिन्दी.com',
    'ไทย.com',
    'مثال.إختبار',
    'עברית.co.il',
    'осе.ru',
  ])
    it(`is in Unicode: ${host}`, () => {
      const stored = domainToASCII(host);
      expect(stored).to.match(/xn--/);
      expect(readableAddress(stored)).to.equal(host);
      expect(readableAddress(`https://www.${stored}:8080/a%20b?c=@d#e`)).to.equal(
        `https://www.${host}:8080/a%20b?c=@d#e`,
      );
      expect(readableAddress(`jane@${stored}`)).to.equal(`jane@${host}`);
    });

  for (const [what, host] of [
    ['a Cyrillic а in a Latin word', 'аpple.com'],
    ['Latin and Cyrillic letters', 'раypal.com'],
    ['Latin and Greek letters', 'gοοgle.com'],
    ['a Cyrillic word that reads like a Latin one', 'аррӏе.com'],
    ['a Greek word that reads like a Latin one', 'νικη.com'],
    ['a phonetic letter', 'ɡoogle.com'],
    ['an i without its dot', 'ısparta.com'],
    ['a picture', '☃.net'],
    ['Hangul and Kana', '한あ.kr'],
  ] as const)
    it(`stays as DNS has it with ${what}`, () => {
      const stored = domainToASCII(host);
      expect(stored).to.match(/xn--/);
      expect(readableAddress(`https://${stored}/`)).to.equal(`https://${stored}/`);
    });

  it('is only clear label by label', () => {
    const stored = domainToASCII('bücher.аpple.com');
    expect(readableAddress(stored)).to.match(/^bücher\.xn--.*\.com$/);
  });

  it('leaves all else as it is', () => {
    for (const text of [
      '',
      'example.com',
      'https://example.com/xn--bcher-kva',
      'jane@example.com',
      'no address',
      'xn--.com',
      'xn--a.com',
      'javascript:xn--bcher-kva',
    ])
      expect(readableAddress(text)).to.equal(text);
  });

  it('is the same host when it is typed again', () => {
    const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(label, fc.constantFrom('com', 'рф', 'jp'), (text, top) => {
        const stored = domainToASCII(`${text}.${top}`);
        fc.pre(stored !== '');
        expect(domainToASCII(readableAddress(stored))).to.equal(stored);
      }),
    );
  });
});
