import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { isoWeek, nextDigestTime } from '../../src/notifications/next-digest-time.js';

const at = (iso: string) => new Date(iso);
const next = (
  timeZone: string,
  after: string,
  choice = { weekday: 2, hour: 9 },
  lastWeek: string | null = null,
) => nextDigestTime({ ...choice, timeZone }, at(after), lastWeek).toISOString();

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'America/Santiago', // its clocks change at midnight
  'Asia/Kathmandu',
  'Australia/Lord_Howe', // by half an hour
  'Pacific/Auckland',
  'Pacific/Apia',
  'Africa/Casablanca',
];

describe('When the next digest comes', () => {
  it('is the chosen weekday and hour on the reader’s clock', () => {
    expect(next('Europe/Berlin', '2026-11-21T12:00:00Z')).to.equal('2026-11-24T08:00:00.000Z');
    expect(next('Pacific/Auckland', '2026-11-21T12:00:00Z')).to.equal('2026-11-23T20:00:00.000Z');
  });

  it('is a week later when this week’s moment is now', () => {
    expect(next('UTC', '2026-11-24T09:00:00Z')).to.equal('2026-12-01T09:00:00.000Z');
  });

  it('stays on the hour across a change of the clocks', () => {
    expect(next('Europe/Berlin', '2026-10-20T07:00:00Z')).to.equal('2026-10-27T08:00:00.000Z');
  });

  it('moves to the next hour when the clocks skip the chosen one', () => {
    expect(next('Europe/Berlin', '2026-03-25T00:00:00Z', { weekday: 7, hour: 2 })).to.equal(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('comes once when the clocks repeat the chosen hour', () => {
    const first = next('Europe/Berlin', '2026-10-22T00:00:00Z', { weekday: 7, hour: 2 });
    expect(first).to.equal('2026-10-25T00:00:00.000Z');
    expect(next('Europe/Berlin', first, { weekday: 7, hour: 2 })).to.equal('2026-11-01T01:00:00.000Z');
  });

  it('leaves out a week that had its digest', () => {
    expect(next('UTC', '2026-11-17T10:00:00Z', { weekday: 5, hour: 9 }, '2026-W47')).to.equal(
      '2026-11-27T09:00:00.000Z',
    );
  });

  it('is always later, within eight days, at the chosen weekday and hour if that day has it', () => {
    const moment = fc.date({ min: at('2015-01-01'), max: at('2040-01-01'), noInvalidDate: true });
    const choice = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      hour: fc.integer({ min: 0, max: 23 }),
      timeZone: fc.constantFrom(...zones),
    });
    fc.assert(
      fc.property(choice, moment, (chosen, after) => {
        const found = nextDigestTime(chosen, after);
        expect(found.getTime()).to.be.greaterThan(after.getTime());
        expect(found.getTime()).to.be.lessThan(after.getTime() + 8 * 24 * 3_600_000);
        const local = DateTime.fromJSDate(found, { zone: chosen.timeZone });
        expect(local.weekday).to.equal(chosen.weekday);
        const hours = [...hoursOf(local)];
        if (hours.includes(chosen.hour)) expect([local.hour, local.minute]).to.eql([chosen.hour, 0]);
      }),
      { numRuns: 400 },
    );
  });

  it('ends with an error for a zone that does not exist', () => {
    const from = '2026-11-17T10:00:00Z';
    expect(() => next('Mars/Olympus', from)).to.throw(RangeError);
    expect(() => nextDigestTime({ weekday: 2, hour: 9, timeZone: 'UTC' }, new Date(NaN))).to.throw(
      RangeError,
    );
  });

  it('waits for no week of a clock that was wrong', () => {
    for (const wrong of ['2031-W01', '9999-W52', 'nonsense'])
      expect(next('UTC', '2026-11-17T10:00:00Z', { weekday: 5, hour: 9 }, wrong)).to.equal(
        '2026-11-20T09:00:00.000Z',
      );
  });

  it('names weeks as ISO 8601 does, in the reader’s zone', () => {
    expect(isoWeek('UTC', at('2027-01-01T12:00:00Z'))).to.equal('2026-W53');
    expect(isoWeek('Pacific/Auckland', at('2026-11-22T12:00:00Z'))).to.equal('2026-W48');
    expect(isoWeek('America/Los_Angeles', at('2026-11-22T12:00:00Z'))).to.equal('2026-W47');
  });
});

/** The full hours that this day has on the local clock. */
function* hoursOf(day: DateTime) {
  const end = day.endOf('day');
  for (let time = day.startOf('day'); time <= end; time = time.plus({ minutes: 30 }))
    if (time.minute === 0) yield time.hour;
}
