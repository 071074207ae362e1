import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { baselineOf, type FlowRow } from '../../src/participation/baseline.js';
import {
  afterWeek,
  isCountedFor,
  isPausedWeek,
  noRegularity,
  weeksToRegular,
  type MembershipInterval,
  type WeekOfPerson,
} from '../../src/participation/regularity.js';
import { addDays } from '../../src/platform/text/days.js';
import {
  addWeeks,
  monthOfWeek,
  quarterOfWeek,
  startOfWeek,
  weekNumber,
  weekOf,
  weeksOfPeriod,
} from '../../src/platform/text/weeks.js';

const day = fc
  .date({ min: new Date('1999-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const zone = fc.constantFrom(
  ...['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kathmandu', 'Africa/Cairo'],
);

describe('A week', () => {
  it('is the ISO week, as luxon counts it, at any end of a year', () => {
    fc.assert(
      fc.property(day, (one) => {
        const at = DateTime.fromISO(one, { zone: 'UTC' });
        const week = weekOf(one);
        expect(week).to.equal(at.startOf('week').toISODate());
        expect(weekNumber(week)).to.equal(at.weekNumber);
        const thursday = at.startOf('week').plus({ days: 3 });
        expect(monthOfWeek(week)).to.equal(thursday.toFormat('yyyy-MM'));
        expect(quarterOfWeek(week)).to.equal(`${thursday.year}-Q${thursday.quarter}`);
      }),
    );
  });

  it('belongs to one month and one quarter, which have all their weeks', () => {
    fc.assert(
      fc.property(day, (one) => {
        const week = weekOf(one);
        for (const periodOf of [monthOfWeek, quarterOfWeek]) {
          const { first, last } = weeksOfPeriod(periodOf(week));
          expect(week >= first && week <= last).to.equal(true);
          expect(periodOf(first)).to.equal(periodOf(last));
          expect(periodOf(addWeeks(first, -1))).not.to.equal(periodOf(first));
          expect(periodOf(addWeeks(last, 1))).not.to.equal(periodOf(last));
        }
      }),
    );
  });
});

const rule = fc
  .record({ becomesAt: fc.integer({ min: 1, max: 4 }), lapsesAt: fc.integer({ min: 0, max: 3 }) })
  .filter(({ becomesAt, lapsesAt }) => lapsesAt < becomesAt);
const weekOfPerson = fc.record({
  isMember: fc.boolean(),
  isCounted: fc.boolean(),
  isActive: fc.boolean(),
});

/** From the whole history each time: only the counted weeks since they came last, and each of their last fours. */
function regularAfter(
  weeks: WeekOfPerson[],
  { becomesAt, lapsesAt }: { becomesAt: number; lapsesAt: number },
) {
  const lastAway = weeks.map(({ isMember }) => isMember).lastIndexOf(false);
  const counted = weeks.slice(lastAway + 1).filter(({ isCounted }) => isCounted);
  const activeIn = (end: number) =>
    counted.slice(Math.max(0, end - 4), end).filter(({ isActive }) => isActive).length;
  const ends = counted.map((_, index) => index + 1);
  const became = ends.filter((end) => activeIn(end) >= becomesAt).at(-1) ?? 0;
  const lapsed = ends.filter((end) => activeIn(end) <= lapsesAt).at(-1) ?? 0;
  return became > lapsed;
}

describe('A regular', () => {
  it('is one as a second computation from the whole history says', () => {
    fc.assert(
      fc.property(fc.array(weekOfPerson, { maxLength: 30 }), rule, (weeks, numbers) => {
        let now = noRegularity;
        for (const [index, week] of weeks.entries()) {
          now = afterWeek(now, week, numbers);
          expect(now.isRegular).to.equal(regularAfter(weeks.slice(0, index + 1), numbers));
        }
      }),
    );
  });

  it('becomes one at three of four weeks and stays one until one of four', () => {
    const weeks = (signs: string) => {
      let now = noRegularity;
      return [...signs].map((sign) => {
        const week = {
          isMember: sign !== 'x',
          isCounted: sign !== '-' && sign !== 'x',
          isActive: sign === '1',
        };
        now = afterWeek(now, week, { becomesAt: 3, lapsesAt: 1 });
        return now.isRegular ? 'R' : '.';
      });
    };
    expect(weeks('1101').join('')).to.equal('...R');
    expect(weeks('111000').join('')).to.equal('..RRR.');
    expect(weeks('1101--0-1').join('')).to.equal('...RRRRRR');
    // Who leaves and returns begins again.
    expect(weeks('111x111').join('')).to.equal('..R...R');
  });

  it('does not depend on weeks without a posting before the first one', () => {
    fc.assert(
      fc.property(fc.array(weekOfPerson, { maxLength: 20 }), fc.nat(6), rule, (weeks, idle, numbers) => {
        const over = (list: WeekOfPerson[]) =>
          list.reduce((now, week) => afterWeek(now, week, numbers), noRegularity).isRegular;
        const before = Array.from({ length: idle }, () => ({
          isMember: true,
          isCounted: true,
          isActive: false,
        }));
        expect(over([...before, ...weeks])).to.equal(over(weeks));
      }),
    );
  });

  it('is what somebody becomes after as many active weeks as are missing, and not before', () => {
    fc.assert(
      fc.property(fc.array(weekOfPerson, { maxLength: 12 }), rule, (weeks, numbers) => {
        let now = weeks.reduce((one, week) => afterWeek(one, week, numbers), noRegularity);
        const missing = weeksToRegular(now, numbers);
        for (let n = 0; n < missing; n += 1) {
          expect(now.isRegular).to.equal(false);
          now = afterWeek(now, { isMember: true, isCounted: true, isActive: true }, numbers);
        }
        expect(now.isRegular).to.equal(true);
      }),
    );
  });
});

describe('A counted week', () => {
  const team = fc.constantFrom('a', 'b', null);
  const hour = 3_600_000;

  it('is one in which somebody belongs to the organization and could share, as looking at each hour says', () => {
    fc.assert(
      fc.property(
        zone,
        day,
        fc.array(fc.record({ hours: fc.integer({ min: 1, max: 200 }), team, active: fc.boolean() }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.record({ everybody: fc.boolean(), teamIds: fc.subarray(['a', 'b']) }),
        (where, one, stays, { everybody, teamIds }) => {
          const week = weekOf(one);
          const [start, end] = [startOfWeek(where, week), startOfWeek(where, addWeeks(week, 1))];
          let at = start.getTime() - 24 * hour;
          const memberships: MembershipInterval[] = stays.map(({ hours, team: teamId, active }, index) => {
            const from = new Date(at);
            at += hours * hour;
            const to = index === stays.length - 1 ? null : new Date(at);
            return { from, to, teamId, status: active ? 'active' : 'deactivated' };
          });
          const offered = { everybody, teamIds: new Set(teamIds) };
          const stateAt = (moment: number) =>
            memberships.find(({ from, to }) => from.getTime() <= moment && (!to || moment < to.getTime()));
          const hours: (MembershipInterval | undefined)[] = [];
          for (let moment = start.getTime(); moment < end.getTime(); moment += hour)
            hours.push(stateAt(moment));
          const isActive = (one?: MembershipInterval) => one?.status === 'active';
          const naive =
            isActive(hours[0]) &&
            isActive(hours.at(-1)) &&
            hours.some(
              (one) => isActive(one) && (everybody || (teamIds as (string | null)[]).includes(one!.teamId)),
            );
          expect(isCountedFor(memberships, { start, end, offered })).to.equal(naive);
        },
      ),
    );
  });

  it('has at most two working days with a pause at noon, whatever the clocks do', () => {
    fc.assert(
      fc.property(
        zone,
        day,
        fc.array(fc.tuple(fc.nat(200), fc.nat(120)), { maxLength: 4 }),
        (where, one, list) => {
          const week = weekOf(one);
          const start = startOfWeek(where, week).getTime();
          const pauses = list.map(([from, hours]) => ({
            from: new Date(start + (from - 20) * hour),
            to: hours === 120 ? null : new Date(start + (from - 20 + hours) * hour),
          }));
          const noons = [0, 1, 2, 3, 4].map((n) =>
            DateTime.fromISO(addDays(week, n), { zone: where }).set({ hour: 12 }).toMillis(),
          );
          const paused = noons.filter((noon) =>
            pauses.some(({ from, to }) => from.getTime() <= noon && (!to || noon < to.getTime())),
          );
          expect(isPausedWeek(where, week, pauses)).to.equal(paused.length >= 3);
        },
      ),
    );
  });
});

describe('A baseline', () => {
  const person = fc.record({
    fromTeam: fc.constantFrom('a', 'b', 'c', null),
    toTeam: fc.constantFrom('a', 'b', 'c', null),
    wasRegular: fc.boolean(),
    isRegular: fc.boolean(),
    wasEver: fc.boolean(),
    isMember: fc.boolean(),
  });

  it('adds up for each group of teams, and counts each person as a second computation does', () => {
    fc.assert(
      fc.property(
        fc.array(person, { maxLength: 30 }),
        fc.option(fc.subarray(['a', 'b', 'c', null]), { nil: undefined }),
        (people, teams) => {
          // Who left is no regular, and who was one has been one.
          const rows: FlowRow[] = people.map((one) => ({
            ...one,
            isRegular: one.isRegular && one.isMember,
            wasEver: one.wasEver || one.wasRegular,
            people: 1,
          }));
          const sum = baselineOf(rows, teams && new Set(teams));
          const gained = sum.isNew + sum.returned + sum.movedIn;
          expect(sum.now).to.equal(sum.before + gained - sum.lapsed - sum.left - sum.movedOut);
          const isIn = (one: string | null) => !teams || teams.includes(one);
          const count = (is: (row: FlowRow) => boolean) => rows.filter((row) => is(row)).length;
          const were = (row: FlowRow) => row.wasRegular && isIn(row.fromTeam);
          const are = (row: FlowRow) => row.isRegular && isIn(row.toTeam);
          expect(sum).to.deep.equal({
            before: count(were),
            now: count(are),
            isNew: count((row) => are(row) && !row.wasEver),
            returned: count((row) => are(row) && !row.wasRegular && row.wasEver),
            movedIn: count((row) => are(row) && row.wasRegular && !were(row)),
            lapsed: count((row) => were(row) && row.isMember && !row.isRegular),
            left: count((row) => were(row) && !row.isMember),
            movedOut: count((row) => were(row) && row.isRegular && !are(row)),
          });
          if (!teams) expect([sum.movedIn, sum.movedOut]).to.deep.equal([0, 0]);
        },
      ),
    );
  });
});
