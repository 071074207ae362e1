import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  dateText,
  dayText,
  hourText,
  languageOfLocale,
  localeOf,
  longDateText,
  moneyText,
  monthText,
  numberText,
  regionOf,
  timeText,
  weekdayAndTimeText,
  weekdaysInOrder,
  weekdayText,
} from '../../src/platform/text/formats.js';
import { guessRegion, regions } from '../../src/platform/text/regions.js';
import { translate } from '../../src/platform/text/words.js';
import { samples } from '../support/samples.js';

const at = new Date('2026-11-29T14:05:00Z');
const plain = (text: string) => text.replace(/\s/g, ' ');
const languages = ['en', 'de', 'fr', 'pt-BR', 'bg', 'zh', 'ja', 'ar', 'fa', 'he', 'hi', 'th'];

describe('Dates and numbers', () => {
  it('have the words of the language, and the order, separators and clock of the region', () => {
    const all = (locale: string) => [
      dayText(locale, '2026-11-29'),
      timeText(locale, 'Europe/Berlin', at),
      numberText(locale, 12345.6),
      weekdayAndTimeText(locale, 'Europe/Berlin', at),
      moneyText(locale, 'EUR', 1234.5),
    ];
    const written = (language: string, region: string) => all(localeOf(language, region)).map(plain);
    expect(written('en', 'DE')).to.eql([
      '29.11.2026',
      '15:05',
      '12.345,6',
      'Sunday, 29 November at 15:05',
      '1.234,50 €',
    ]);
    expect(written('en', 'GB')).to.eql([
      '29/11/2026',
      '15:05',
      '12,345.6',
      'Sunday 29 November at 15:05',
      '€1,234.50',
    ]);
    expect(written('en', 'US')).to.eql([
      '11/29/2026',
      '3:05 PM',
      '12,345.6',
      'Sunday, November 29 at 3:05 PM',
      '€1,234.50',
    ]);
    expect(written('de', 'US')[0]).to.equal('11/29/2026');
    expect(written('de', 'US')[3]).to.contain('Sonntag').and.contain('November');
    expect(written('en', 'SE')[0]).to.equal('2026-11-29');
    // No English of Bulgaria is known: neither American order nor American hours.
    expect(written('en', 'BG')).to.include.members(['29.11.2026', '15:05', 'Sunday, 29 November at 15:05']);
  });

  it('are as usual in the language where there is no region', () => {
    expect(dayText('en', '2026-11-29')).to.equal('11/29/2026');
    expect(dayText('de', '2026-11-29')).to.equal('29.11.2026');
    expect(numberText('de', 12345.6)).to.equal('12.345,6');
  });

  it('are those of the day where the reader is', () => {
    const late = new Date('2026-11-29T23:30:00Z');
    const locale = localeOf('en', 'DE');
    expect(dateText(locale, 'Europe/Berlin', late)).to.equal('30.11.2026');
    expect(dateText(locale, 'America/New_York', late)).to.equal('29.11.2026');
    expect(monthText(locale, 'Europe/Berlin', new Date('2026-11-30T23:30:00Z'))).to.equal('December 2026');
    expect(monthText(locale, 'America/Los_Angeles', '2026-12-01')).to.equal('December 2026');
  });

  it('have a separator also where the data of the region has words in its place', () => {
    const digits = dayText(localeOf('fa', 'AZ'), '1970-12-31').match(/\p{Nd}+/gu);
    expect(digits).to.have.length(3);
  });

  it('count in texts, too', () => {
    const count = (region: string) =>
      translate(localeOf('en', region), 'accounts.people-count', { count: 12_345 });
    expect(count('DE')).to.equal('12.345 people');
    expect(count('US')).to.equal('12,345 people');
  });

  it('begin the week where the region does', () => {
    const first = (region: string) => weekdayText('en', weekdaysInOrder(localeOf('de', region))[0]!);
    expect([first('DE'), first('US'), first('EG')]).to.eql(['Monday', 'Sunday', 'Saturday']);
  });

  it('write any day of any region in digits alone, with the same day, month and year', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        fc.constantFrom(...regions),
        fc.date({
          min: new Date('1000-01-01'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (language, region, moment) => {
          const day = moment.toISOString().slice(0, 10);
          const text = dayText(localeOf(language, region), day);
          expect(text).to.match(/^[\p{Nd}./ -]+$/u);
          const digits = text.replace(/\p{Nd}/gu, asciiDigit);
          expect(digits.match(/\d+/g)?.sort(), text).to.eql(day.split('-').sort());
        },
      ),
      { numRuns: samples(300) },
    );
  });

  it('write any number of any region so that its digits can be read back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        fc.constantFrom(...regions),
        fc.integer({ min: 0, max: 1e12 }),
        (language, region, value) => {
          const text = numberText(localeOf(language, region), value).replace(/\p{Nd}/gu, asciiDigit);
          expect(Number(text.replace(/\D/g, '')), text).to.equal(value);
          expect(text).to.match(/^\d{1,3}(.\d{2,3})*$|^\d{4}$/u);
        },
      ),
      { numRuns: samples(300) },
    );
  });

  it('are there in every language and region, and name both', () => {
    for (const language of languages)
      // Each language with other regions, so that each region is in.
      for (const region of regions.filter((_, n) => n % languages.length === languages.indexOf(language))) {
        const locale = localeOf(language, region);
        expect([languageOfLocale(locale), regionOf(locale)]).to.eql([language, region]);
        for (const text of [
          timeText(locale, 'UTC', at),
          hourText(locale, 9),
          longDateText(locale, 'UTC', at),
          moneyText(locale, 'USD', 1999.5),
        ])
          expect(text, locale).to.match(/\p{Nd}/u);
        expect([...weekdaysInOrder(locale)].sort()).to.eql([1, 2, 3, 4, 5, 6, 7]);
      }
  });

  it('are written in one place', () => {
    const exempt = ['src/platform/text/formats.ts', 'src/sign-in/common-passwords.ts'];
    const writers =
      /toLocale(Date|Time)?String|setLocale|Intl\.(NumberFormat|ListFormat|RelativeTimeFormat)\(/;
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => path.join('src', file))
      .filter((file) => writers.test(readFileSync(file, 'utf8')));
    // The number of decimals of a currency is read from its format.
    expect(files.filter((file) => !exempt.includes(file))).to.eql(['src/platform/text/money.ts']);
    expect(files).to.include(exempt[0]);
  });
});

/** The value of a decimal digit of any script: ten of them stand in a row. */
function asciiDigit(digit: string): string {
  let zero = digit.codePointAt(0)!;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0)! - zero < 9) zero -= 1;
  return String(digit.codePointAt(0)! - zero);
}

describe('The region of a time zone', () => {
  it('is the one that the zone is in, by any of its names', () => {
    const guessed = (zone: string) => guessRegion(zone, 'en');
    expect(['Europe/Berlin', 'Asia/Kolkata', 'Asia/Calcutta', 'Pacific/Auckland'].map(guessed)).to.eql([
      'DE',
      'IN',
      'IN',
      'NZ',
    ]);
  });

  it('is that of the language where the zone is in none', () => {
    expect([guessRegion('UTC', 'en'), guessRegion('UTC', 'de'), guessRegion('no/zone', 'pt')]).to.eql([
      'US',
      'DE',
      'BR',
    ]);
  });

  it('is one that can be chosen', () => {
    for (const zone of Intl.supportedValuesOf('timeZone'))
      expect(regions, zone).to.contain(guessRegion(zone, 'en'));
  });
});
