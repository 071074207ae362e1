import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { postLanguages } from '../../src/posts/index.js';
import { monthLanguages } from '../../src/platform/text/month-names.js';
import { readDate } from '../../src/sources/read-date.js';

const same = (texts: string[], moment: string) => {
  for (const text of texts) expect(readDate(text), text).to.deep.equal(new Date(moment));
};
const none = (texts: (string | undefined)[]) => {
  for (const text of texts) expect(readDate(text), text).to.equal(null);
};

describe('A date in a feed', () => {
  it('is understood in the formats that publishers use', () => {
    same(
      [
        'Wed, 18 Nov 2026 07:47:00 GMT',
        'Wed,18 Nov 2026 07:47 GMT',
        'Wed, 18 Nov 2026 07:47:00 GMT +0000',
        'Wed, 18 Nov 2026 02:47:00 EST',
        '18 Nov 2026 08:47:00 +0100',
        '2026-11-18T07:47:00Z',
        '2026-11-18T08:47:00+01:00',
        '2026-11-18T08:47:00+01:00[Europe/Berlin]',
        ' 2026-11-18T07:47:00 ',
        '2026-11-18 07:47:00',
        '2026-11-18 02:47:00-05',
        '2026/11/18 07:47:00',
        '20261118T074700Z',
        '2026-W47-3T07:47Z',
        'Wed, 18 Nov 2026 07:47:00',
        'Wed Nov 18 07:47:00 2026',
        'Wed Nov 18 08:47:00 CET 2026',
        'Wed Nov 18 2026 08:47:00 GMT+0100 (Central European Standard Time)',
        'November 18th, 2026 at 7:47 a.m.',
        'Nov 18, 2026, 7:47:00 AM',
        '11/18/2026 7:47:00 AM',
        '18.11.2026 07:47',
        '1794988020',
        '1794988020000',
      ],
      '2026-11-18T07:47:00Z',
    );
  });

  it('has a year of two digits where RFC 822 has it', () => {
    same(
      ['22 Sep 17 22:05:03 GMT', 'Fri, 22-Sep-17 22:05:03 UTC', 'Friday, 22 September 117 22:05:03 Z'],
      '2017-09-22T22:05:03Z',
    );
    same(['22 Sep 99 22:05 GMT'], '1999-09-22T22:05:00Z');
  });

  it('has parts of one digit, and offsets without a zero', () => {
    same(
      ['2018-9-4T12:35:9+01:00', '2018-09-04T12:35:09+1:00', '4 Sep 2018 12:35:9 +100', '2018-09-04 11:35:9'],
      '2018-09-04T11:35:09Z',
    );
    same(['2018-09-04T5:5:5-5:30'], '2018-09-04T10:35:05Z');
  });

  it('has zones by name', () => {
    const noon = (zone: string) => `Mon, 24 Sep 2018 12:00:00 ${zone}`;
    const at = { CEST: 10, CET: 11, EEST: 9, BST: 11, MESZ: 10, MSK: 9, PDT: 19, EST: 17, JST: 3, AEST: 2 };
    for (const [zone, hour] of Object.entries(at))
      same([noon(zone), noon(zone.toLowerCase())], `2018-09-24T${String(hour).padStart(2, '0')}:00:00Z`);
    same([noon('ACST')], '2018-09-24T02:30:00Z');
    same([noon('NZST'), noon('GMT+12'), noon('+12')], '2018-09-24T00:00:00Z');
    same([noon('EST -0500')], '2018-09-24T17:00:00Z');
  });

  it('has the names of months of every language that a post can have', () => {
    expect(monthLanguages).to.include.members([...postLanguages]);
    same(
      [
        ...['Seg, 24 Set 2018', 'lundi 24 septembre 2018', 'Mo., 24. Sept. 2018', '24 de septiembre de 2018'],
        ...['24 settembre 2018', 'maandag 24 september 2018', '24 września 2018', '24. září 2018'],
        ...['24 wrz 2018', '24. syyskuuta 2018', '24. sep. 2018', '2018年9月24日', '2018년 9월 24일'],
      ],
      '2018-09-24T00:00:00Z',
    );
    same(['6 Mrz 2018', '6 Mär 2018', '6 mrt 2018', '6 MARÇO 2018', '6 bře 2018'], '2018-03-06T00:00:00Z');
    same(['2018年3月6日（火）午後4:47 +0900', '2018년 3월 6일 오후 4:47 KST'], '2018-03-06T07:47:00Z');
    // "Mar" is a Tuesday in Italian, Spanish and French.
    same(['Mar, 25 Set 2018', 'mar. 25 sept. 2018'], '2018-09-25T00:00:00Z');
  });

  it('is the moment that was written, whatever language and form it has', () => {
    const moments = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2049-12-31'),
      noInvalidDate: true,
    });
    const forms = ['d MMMM yyyy HH:mm:ss ZZZ', 'ccc, d MMMM yyyy H:mm:ss ZZ', 'MMMM d, yyyy h:mm:ss a ZZ'];
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom(...monthLanguages.filter((language) => !['ja', 'ko', 'zh'].includes(language))),
        fc.constantFrom(...forms),
        fc.constantFrom('UTC+5:30', 'UTC-8', 'UTC'),
        (moment, language, form, zone) => {
          const whole = new Date(Math.floor(moment.getTime() / 1_000) * 1_000);
          const written = DateTime.fromJSDate(whole, { zone }).setLocale(
            form.includes(' a ') ? 'en' : language,
          );
          expect(readDate(written.toFormat(form)), written.toFormat(form)).to.deep.equal(whole);
        },
      ),
    );
  });

  it('is none if it can be read in two ways', () => {
    none(['05/06/2018', '5.6.2018 12:00', '05-06-2018', '22/09/17', '17-09-22', 'Sep 22, 17 12:00']);
    none(['24 jui 2018', '24 Sep 2018 12:00 IST', '24 Sep 2018 12:00 EST +0100', '24 Sep or 25 Sep 2018']);
    same(['06/06/2018', '6.6.2018'], '2018-06-06T00:00:00Z');
  });

  it('is none if there is no such day, time or zone', () => {
    none(['30 Feb 2018', '31 Apr 2018 12:00', '2018-02-30', '2018-13-01', '0000-00-00']);
    none(['24 Sep 2018 25:00', '24 Sep 2018 12:61', '24 Sep 2018 13:00 PM']);
    none(['24 Sep 2018 12:00 XYZT', '24 Sep 2018 12:00 +9900', '24 Sep 2018 12:00 +0175']);
  });

  it('is none if a part is missing, or a system wrote that it has none', () => {
    none([undefined, '', 'yesterday', 'Mi, 18. November', '24 Sep', '12:35', 'Mon Sep 24 12:35:09']);
    none(['0001-01-01T00:00:00Z', '1601-01-01T00:00:00Z', 'Thu, 01 Jan 1970 00:00:00 GMT', '0']);
  });
});
