import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { dayIn, isTimeZone, knownTimeZone } from '../../src/platform/clock.js';
import {
  addDays,
  daysBetween,
  daysFrom,
  endOfDay,
  lastDays,
  startOfDay,
} from '../../src/platform/text/days.js';

/** Zones with their own ideas: half hours, midnights and a whole day that the clocks skip, midnights they repeat. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];
const aZone = fc.constantFrom(...zones);
const aMoment = fc.date({
  min: new Date('2009-01-01'),
  max: new Date('2035-01-01'),
  noInvalidDate: true,
});
const aDay = aMoment.map((at) => at.toISOString().slice(0, 10));

describe('Days', () => {
  it('each moment lies in exactly the day that begins at or before it and ends after it', () => {
    fc.assert(
      fc.property(aZone, aMoment, (zone, at) => {
        const day = dayIn(zone, at);
        expect(startOfDay(zone, day).getTime()).to.be.at.most(at.getTime());
        expect(endOfDay(zone, day).getTime()).to.be.greaterThan(at.getTime());
      }),
      { numRuns: 600 },
    );
  });

  it('of a moment are those of its zone, also in the hour in which clocks change', () => {
    // These clocks were put back one minute after midnight.
    const nights = ['1990-10-28T02:30:00Z', '2009-11-01T02:30:00Z'].map(Date.parse);
    const aNight = fc.tuple(fc.constantFrom(...nights), fc.integer({ min: 0, max: 7_200_000 }));
    const someMoment = fc.oneof(
      aMoment,
      aNight.map(([night, later]) => new Date(night + later)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones, 'America/St_Johns'), someMoment, (zone, at) => {
        const expected = DateTime.fromJSDate(at, { zone }).toISODate();
        expect(dayIn(zone, at)).to.equal(expected);
        expect(dayIn(zone, at), 'again').to.equal(expected);
      }),
      { numRuns: 1_000 },
    );
    const repeated = ['02:30:59', '02:31:00', '03:29:59', '03:30:00'].map((time) =>
      dayIn('America/St_Johns', new Date(`2009-11-01T${time}Z`)),
    );
    expect(repeated).to.deep.equal(['2009-11-01', '2009-10-31', '2009-10-31', '2009-11-01']);
  });

  it('follow one another without a gap and without an overlap, in every zone', () => {
    fc.assert(
      fc.property(aZone, aDay, fc.integer({ min: 1, max: 40 }), (zone, first, count) => {
        let end = startOfDay(zone, first);
        for (const day of daysFrom(first, addDays(first, count))) {
          expect(startOfDay(zone, day)).to.deep.equal(end);
          end = endOfDay(zone, day);
          // A day that the clocks skipped as a whole is empty.
          expect(end.getTime()).to.be.at.least(startOfDay(zone, day).getTime());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('begin after a midnight that the clocks skip, and once when they repeat it', () => {
    expect(startOfDay('America/Sao_Paulo', '2018-11-04').toISOString()).to.equal('2018-11-04T03:00:00.000Z');
    expect(startOfDay('Africa/Cairo', '2024-04-26').toISOString()).to.equal('2024-04-25T22:00:00.000Z');
    expect(startOfDay('America/Havana', '2026-11-01').toISOString()).to.equal('2026-11-01T04:00:00.000Z');
    expect(startOfDay('Pacific/Apia', '2011-12-30')).to.deep.equal(startOfDay('Pacific/Apia', '2011-12-31'));
  });

  it('the last so many days are that many, each once, and end today', () => {
    fc.assert(
      fc.property(aZone, aMoment, fc.integer({ min: 1, max: 400 }), (zone, now, count) => {
        const today = dayIn(zone, now);
        const days = lastDays(count, today);
        expect(new Set(days).size).to.equal(count);
        expect(days.at(-1)).to.equal(today);
        expect(daysBetween(days[0]!, today)).to.equal(count - 1);
        expect(days).to.deep.equal([...days].sort());
      }),
      { numRuns: 150 },
    );
  });

  it('yesterday is the day before today, whatever the clocks do', () => {
    fc.assert(
      fc.property(aZone, aMoment, (zone, now) => {
        const today = dayIn(zone, now);
        expect(daysBetween(addDays(today, -1), today)).to.equal(1);
        expect(addDays(addDays(today, -1), 1)).to.equal(today);
        const calendar = DateTime.fromISO(today, { zone: 'utc' }).minus({ days: 1 }).toISODate();
        expect(addDays(today, -1)).to.equal(calendar);
      }),
      { numRuns: 150 },
    );
  });

  it('end at a moment each, from the first to the last that can be written', () => {
    for (const zone of zones) {
      expect(endOfDay(zone, '0000-01-01')).to.deep.equal(startOfDay(zone, '0000-01-02'));
      const lastNight = startOfDay(zone, '9999-12-31').getTime();
      expect(endOfDay(zone, '9999-12-31').getTime() - lastNight).to.equal(24 * 3_600_000);
    }
  });

  it('a list of days has an end, and what is no day is an error', () => {
    expect(daysFrom('2026-11-21', '2026-11-20')).to.deep.equal([]);
    expect(() => daysFrom('0000-01-01', '9999-12-31')).to.throw(RangeError);
    for (const wrong of ['', '2026-02-30', '2026-1-1', '21.11.2026', 'Invalid DateTime'])
      expect(() => addDays(wrong, 1), wrong).to.throw(RangeError);
    expect(() => addDays('9999-12-31', 1)).to.throw(RangeError);
    expect(() => dayIn('Mars/Olympus', new Date())).to.throw(RangeError);
    expect(() => dayIn('UTC', new Date(NaN))).to.throw(RangeError);
  });

  it('a zone has a name that this machine knows; a stored one that it does not know is UTC', () => {
    for (const zone of zones) expect(isTimeZone(zone), zone).to.equal(true);
    for (const wrong of ['', 'Mars/Olympus', '+02:00', 'system', 'local'])
      expect(isTimeZone(wrong), wrong).to.equal(false);
    expect(knownTimeZone('Asia/Kathmandu')).to.equal('Asia/Kathmandu');
    expect(knownTimeZone('Mars/Olympus')).to.equal('UTC');
  });
});
