import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { Organization } from '../../src/organization/organization.model.js';
import { baselineOf } from '../../src/participation/baseline.js';
import { CarriedPost } from '../../src/participation/carried-post.model.js';
import { closeWeeks } from '../../src/participation/close-weeks.js';
import { ClosedQuarter } from '../../src/participation/closed-quarter.model.js';
import { ClosedWeek } from '../../src/participation/closed-week.model.js';
import { Habit } from '../../src/participation/habit.model.js';
import { Membership } from '../../src/participation/membership.model.js';
import { Offer } from '../../src/participation/offer.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { SharingPause } from '../../src/participation/sharing-pause.model.js';
import { dayIn } from '../../src/platform/clock.js';
import { setFailPoint } from '../../src/platform/data/fail-points.js';
import { addDays, startOfDay } from '../../src/platform/text/days.js';
import { addWeeks, monthOfWeek } from '../../src/platform/text/weeks.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';
import { createTestServices } from '../support/services.js';

const hour = 3_600_000;
const weeks = 11;
const teamIds = [new Types.ObjectId(), new Types.ObjectId()];

/** Facts as people make them, in hours since the first week began. */
const inHours = fc.integer({ min: 0, max: weeks * 7 * 24 });
const facts = fc.record({
  // A year's end, both changes of the clock, and a month with five weeks.
  first: fc.constantFrom('2025-12-01', '2026-02-23', '2026-09-28', '2026-06-29'),
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland'),
  people: fc.array(
    fc.record({
      stays: fc.array(
        fc.record({
          // Most stay long: a move or a leave is one of a few.
          hours: fc.integer({ min: 24, max: weeks * 7 * 24 }),
          team: fc.constantFrom(0, 1, null),
          isActive: fc.constantFrom(true, true, true, false),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      postings: fc.array(
        fc.record({
          at: inHours,
          // Evidence comes at once, some days later, or too late.
          after: fc.constantFrom(0, 5, 200, 335, 336 + 7 * 24 + 2, 900),
          revokedAfter: fc.constantFrom(null, null, null, 10, 900),
        }),
        { maxLength: 14 },
      ),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  offers: fc.array(
    fc.record({
      from: inHours,
      hours: fc.integer({ min: 1, max: weeks * 7 * 24 }),
      audience: fc.constantFrom<number[]>([], [], [0], [1]),
    }),
    { maxLength: 4 },
  ),
  pauses: fc.array(fc.record({ from: inHours, hours: fc.integer({ min: 1, max: 200 }) }), { maxLength: 2 }),
});

type Facts = ReturnType<typeof storable>;

/** The same with moments, days and ids. */
function storable({
  first,
  zone,
  people,
  offers,
  pauses,
}: typeof facts extends fc.Arbitrary<infer F> ? F : never) {
  const start = startOfDay(zone, first).getTime();
  const at = (hours: number) => new Date(start + hours * hour);
  return {
    ...{ first, zone },
    people: people.map(({ stays, postings }) => {
      const personId = new Types.ObjectId();
      let from = -7 * 24;
      const memberships = stays.map(({ hours, team, isActive }, n) => {
        const begin = from;
        from += hours;
        return {
          _id: `person/${personId.toString()}/${String(n + 1).padStart(8, '0')}`,
          ...{ personId, revision: n + 1, teamId: team === null ? null : teamIds[team]! },
          status: isActive ? 'active' : 'deactivated',
          ...{ from: at(begin), to: n === stays.length - 1 ? null : at(from) },
        };
      });
      const rows = postings.flatMap((posting, n) => {
        const shareId = new Types.ObjectId();
        const posted = at(posting.at + posting.after);
        const row = {
          ...{ personId, shareId, postId: new Types.ObjectId(), network: 'x', level: 'corporate' as const },
          day: dayIn(zone, at(posting.at)),
        };
        const id = (number: number) =>
          `share/${shareId.toString()}/${String(n * 3 + number).padStart(8, '0')}`;
        return [
          { ...row, _id: id(2), kind: 'posted' as const, at: posted },
          ...(posting.revokedAfter === null
            ? []
            : [
                {
                  ...{ ...row, _id: id(3), kind: 'not-posted' as const },
                  at: new Date(posted.getTime() + posting.revokedAfter * hour),
                },
              ]),
        ];
      });
      return { personId, memberships, rows };
    }),
    offers: offers.map(({ from, hours, audience }, n) => ({
      _id: `post/${n}/1`,
      ...{ postId: new Types.ObjectId(), revision: 1, status: 'published', level: 'corporate' as const },
      audienceTeamIds: audience.map((team) => teamIds[team]!),
      ...{ from: at(from), to: n % 2 ? null : at(from + hours) },
    })),
    pauses: pauses.map(({ from, hours }, n) => ({ _id: `pause/${n}`, from: at(from), to: at(from + hours) })),
  };
}

interface State {
  isMember: boolean;
  team: string;
  isRegular: boolean;
  wasEver: boolean;
  isActive: boolean;
}

/** Each person at the end of each week, from the raw facts alone: hour by hour, and from the whole history each time. */
function naiveStates({ first, zone, people, offers, pauses }: Facts): State[][] {
  return people.map(({ memberships, rows }) => {
    const counted: { isActive: boolean }[] = [];
    let wasEver = false;
    return Array.from({ length: weeks }, (_, n) => {
      const week = addWeeks(first, n);
      const [start, end] = [startOfDay(zone, week).getTime(), startOfDay(zone, addDays(week, 7)).getTime()];
      const closes = startOfDay(zone, addDays(week, 21)).getTime() + hour;
      const stayAt = (moment: number) =>
        memberships.find(
          ({ from, to, status }) =>
            status === 'active' && from.getTime() <= moment && (!to || moment < to.getTime()),
        );
      const isActive = rows.some(
        ({ kind, day, at, shareId }) =>
          kind === 'posted' &&
          day >= week &&
          day <= addDays(week, 6) &&
          at.getTime() <= closes &&
          !rows.some(
            (other) =>
              other.kind === 'not-posted' && other.shareId === shareId && other.at.getTime() <= closes,
          ),
      );
      let couldShare = false;
      for (let moment = start; moment < end; moment += hour) {
        const stay = stayAt(moment);
        if (!stay) continue;
        couldShare ||= offers.some(
          ({ from, to, audienceTeamIds }) =>
            from.getTime() <= moment &&
            (!to || moment < to.getTime()) &&
            (!audienceTeamIds.length || audienceTeamIds.some((id) => id === stay.teamId)),
        );
      }
      const pausedDays = [0, 1, 2, 3, 4].filter((day) => {
        const noon = [...Array(25).keys()]
          .map((h) => startOfDay(zone, addDays(week, day)).getTime() + h * hour)
          .find(
            (moment) =>
              new Date(moment).toLocaleString('en-GB', { timeZone: zone, hour: '2-digit' }) === '12',
          )!;
        return pauses.some(({ from, to }) => from.getTime() <= noon && noon < to.getTime());
      });
      const last = stayAt(end - 1);
      if (!last) counted.length = 0;
      else if (stayAt(start) && couldShare && pausedDays.length < 3) counted.push({ isActive });
      const activeIn = (to: number) =>
        counted.slice(Math.max(0, to - 4), to).filter((one) => one.isActive).length;
      const ends = counted.map((_one, index) => index + 1);
      const became = ends.filter((to) => activeIn(to) >= 3).at(-1) ?? 0;
      const lapsed = ends.filter((to) => activeIn(to) <= 1).at(-1) ?? 0;
      const isRegular = became > lapsed;
      wasEver ||= isRegular;
      return { isMember: Boolean(last), team: String(last?.teamId ?? null), isRegular, wasEver, isActive };
    });
  });
}

describe('Closed weeks', function () {
  this.timeout(300_000);
  const services = createTestServices();

  before(useDatabase);
  beforeEach(async () => {
    await emptyDatabase();
    await buildOrganization();
  });
  afterEach(() => setFailPoint(undefined));

  const derived = [Habit, ClosedWeek, CarriedPost, ClosedQuarter];
  const stored = [Membership, Offer, Participation, SharingPause];

  async function store({ zone, people, offers, pauses }: Facts): Promise<void> {
    for (const model of [...derived, ...stored]) await (model as typeof Habit).deleteMany({});
    await Organization.updateOne({ only: true }, { $set: { timeZone: zone } });
    await Membership.insertMany(people.flatMap(({ memberships }) => memberships));
    await Participation.insertMany(people.flatMap(({ rows }) => rows));
    await Offer.insertMany(offers);
    await SharingPause.insertMany(pauses);
  }

  const closedWeeks = async () =>
    (
      await ClosedWeek.find({ closedAt: { $ne: null } })
        .sort({ _id: 1 })
        .lean()
    ).map(({ closedAt: _, ...week }) => week);

  it('count as a second computation from raw facts does, and come out the same when they are made again', async () => {
    await fc.assert(
      fc.asyncProperty(facts, fc.infiniteStream(fc.nat(9)), async (generated, random) => {
        const given = storable(generated);
        const { first, zone, people } = given;
        await store(given);
        if (!people.some(({ rows }) => rows.length)) return;
        // Two runs at a time, some of which end in the middle.
        const end = startOfDay(zone, addDays(first, (weeks + 2) * 7)).getTime() + hour;
        for (let now = end - 5 * 7 * 24 * hour; now <= end; now += 7 * 24 * hour) {
          services.setNow(new Date(now));
          setFailPoint(() => {
            if (random.next().value === 0) throw new Error('killed');
          });
          await Promise.allSettled([closeWeeks(services), closeWeeks(services)]);
        }
        setFailPoint(undefined);
        await closeWeeks(services);

        const closed = await closedWeeks();
        const states = naiveStates(given);
        for (const week of closed) {
          const n = Array.from({ length: weeks }, (_, index) => addWeeks(first, index)).indexOf(week._id);
          const isBefore = (index: number) => monthOfWeek(addWeeks(first, index)) < week.month;
          const before = Array.from({ length: n + 1 }, (_, index) => index)
            .filter(isBefore)
            .at(-1);
          const inMonth = (list: State[]) => list.slice(before === undefined ? 0 : before + 1, n + 1);
          const now = states.map((list) => ({
            ...list[n]!,
            posted: inMonth(list).some(({ isActive }) => isActive),
            was: before === undefined ? undefined : list[before],
          }));
          const flows = week.flows!.map((flow) => ({
            ...flow,
            fromTeam: flow.fromTeam?.toString() ?? null,
            toTeam: flow.toTeam?.toString() ?? null,
          }));
          for (const group of [undefined, ...teamIds.map(String)]) {
            const isIn = (team?: string) => group === undefined || team === group;
            const were = now.filter(({ was }) => was?.isRegular && isIn(was.team));
            const are = now.filter(({ isRegular, team }) => isRegular && isIn(team));
            const count = (list: typeof now, is: (one: (typeof now)[0]) => boolean) => list.filter(is).length;
            expect(baselineOf(flows, group === undefined ? undefined : new Set([group]))).to.deep.equal({
              before: were.length,
              now: are.length,
              isNew: count(are, ({ was }) => !was?.isRegular && !was?.wasEver),
              returned: count(are, ({ was }) => !was?.isRegular && Boolean(was?.wasEver)),
              movedIn: count(are, ({ was }) => Boolean(was?.isRegular) && !isIn(was?.team)),
              lapsed: count(were, ({ isMember, isRegular }) => isMember && !isRegular),
              left: count(were, ({ isMember }) => !isMember),
              movedOut: count(were, ({ isRegular, team }) => isRegular && !isIn(team)),
            });
          }
          const teams = [...teamIds.map(String), 'null'].flatMap((team) => {
            const members = now.filter((one) => one.isMember && one.team === team);
            const regular = members.filter(({ isRegular }) => isRegular).length;
            const active = members.filter(({ isRegular, posted }) => posted && !isRegular).length;
            return members.length ? [{ team, people: members.length, regular, active }] : [];
          });
          expect(
            week.teams!.map(({ teamId, ...counts }) => ({ team: String(teamId), ...counts })),
          ).to.have.deep.members(teams);
          const months = states.map((list) => {
            const firstActive = list.findIndex(({ isActive }, index) => isActive && index <= n);
            return firstActive < 0 ? null : monthOfWeek(addWeeks(first, firstActive));
          });
          for (const { month, here, active } of week.cohorts ?? []) {
            const cohort = now.filter((_, index) => months[index] === month);
            expect([here, active]).to.deep.equal([
              cohort.filter(({ isMember }) => isMember).length,
              cohort.filter(({ isMember, posted }) => isMember && posted).length,
            ]);
          }
        }

        const parts = async () => [await closedWeeks(), await CarriedPost.find().sort({ _id: 1 }).lean()];
        const once = await parts();
        // Made again from the facts alone, with the zone and rule of that time.
        for (const model of [Habit, CarriedPost, ClosedQuarter]) await (model as typeof Habit).deleteMany({});
        await ClosedWeek.updateMany(
          {},
          { $set: { closedAt: null, teams: [], flows: [], cohorts: [], isCounted: false } },
        );
        await Organization.updateOne({ only: true }, { $set: { timeZone: 'UTC', regularAt: 4 } });
        await closeWeeks(services);
        await Organization.updateOne({ only: true }, { $set: { regularAt: 3 } });
        expect(await parts()).to.deep.equal(once);
      }),
      { numRuns: samples(4, 12) },
    );
  });
});
