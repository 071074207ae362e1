import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { CarriedPost } from '../../src/participation/carried-post.model.js';
import { carryPosts } from '../../src/participation/carry-posts.js';
import { closeQuarter } from '../../src/participation/close-quarter.js';
import { ClosedQuarter } from '../../src/participation/closed-quarter.model.js';
import { readFactsOfWeek } from '../../src/participation/facts-of-week.js';
import { Habit, noEnd } from '../../src/participation/habit.model.js';
import { Membership } from '../../src/participation/membership.model.js';
import { Offer } from '../../src/participation/offer.model.js';
import { Participation } from '../../src/participation/participation.model.js';
import { dayIn } from '../../src/platform/clock.js';
import { addDays, startOfDay } from '../../src/platform/text/days.js';
import { addWeeks, weekOf } from '../../src/platform/text/weeks.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';

const hour = 3_600_000;
/** Looked at are the last weeks of a quarter. */
const weeks = 6;
const inHours = fc.integer({ min: 0, max: weeks * 7 * 24 - 1 });
const level = fc.constantFrom('industry' as const, 'corporate' as const);
const facts = fc.record({
  // A year's end, both changes of the clock between, and a quarter that ends inside a month.
  last: fc.constantFrom('2025-12-22', '2026-03-23', '2026-09-21', '2027-12-27'),
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Auckland'),
  people: fc.array(
    fc.record({
      // In which week they became a regular and when they were one no more; some never.
      regular: fc.option(fc.record({ from: fc.nat(3), weeks: fc.constantFrom(2, 90, 90) }), { nil: null }),
      movesAt: fc.option(inHours, { nil: null, freq: 1 }),
      leavesAt: fc.option(inHours, { nil: null, freq: 5 }),
      team: fc.constantFrom(0, 1),
      postings: fc.array(
        fc.record({
          post: fc.nat(2),
          network: fc.constantFrom('x', 'linkedin'),
          // Hours since the post was offered.
          at: fc.integer({ min: -24, max: 400 }),
          after: fc.constantFrom(0, 30, 335, 900),
          revokedAfter: fc.constantFrom(null, null, null, 10, 900),
          words: fc.constantFrom('own', 'copy', 'none', 'unknown'),
          visitors: fc.array(fc.record({ day: fc.nat(25), visitors: fc.nat(4) }), { maxLength: 3 }),
        }),
        { maxLength: 6 },
      ),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  posts: fc.array(
    fc.record({
      from: inHours,
      hours: fc.integer({ min: 1, max: 900 }),
      again: fc.boolean(),
      audience: fc.constantFrom<number[]>([], [], [0], [1]),
      topic: fc.constantFrom(0, 1, null),
      level,
    }),
    { minLength: 3, maxLength: 3 },
  ),
});

type Given = typeof facts extends fc.Arbitrary<infer F> ? F : never;

describe('A second computation from raw facts', function () {
  this.timeout(300_000);
  before(useDatabase);

  it('finds the same of each post that regulars were offered, and of each theme of a quarter', async () => {
    const seen = { carried: 0, postings: 0 };
    await fc.assert(
      fc.asyncProperty(facts, async (given) => {
        await emptyDatabase();
        await buildOrganization();
        const stored = await store(given);
        const { zone, last } = given;
        const of = Array.from({ length: weeks + 3 }, (_, n) => addWeeks(last, n - weeks + 1));
        for (const week of of) await carryPosts(zone, await readFactsOfWeek(zone, week));
        await closeQuarter(zone, await readFactsOfWeek(zone, last));

        const carried = (await CarriedPost.find().lean()).map(
          ({ _id, offered, posted, postings, visitors }) => ({
            ...{ id: _id.toString(), offered, posted, postings, visitors },
          }),
        );
        expect(carried).to.have.deep.members(naiveCarried(given, stored));
        seen.carried += carried.filter(({ posted }) => posted).length;
        const { themes } = (await ClosedQuarter.findOne().lean())!;
        const cells = themes.flatMap((theme) =>
          (['industry', 'corporate', 'individual'] as const).map((name) => ({
            theme: `${String(theme.topicId)} ${name}`,
            ...{ offered: theme[name].offered, postings: theme[name].postings, people: theme[name].people },
          })),
        );
        const some = cells.filter(({ offered, postings }) => offered + postings > 0);
        expect(some).to.have.deep.members(naiveThemes(given, stored));
        seen.postings += some.reduce((sum, { postings }) => sum + postings, 0);
      }),
      { numRuns: samples(20, 200) },
    );
    expect(seen.carried).to.be.above(5);
    expect(seen.postings).to.be.above(20);
  });

  const teams = [new Types.ObjectId(), new Types.ObjectId()];
  const topics = [new Types.ObjectId(), new Types.ObjectId()];

  /** The facts with moments and ids, as they are stored. */
  async function store({ last, zone, people, posts }: Given) {
    const first = addWeeks(last, 1 - weeks);
    const start = startOfDay(zone, first).getTime();
    const at = (hours: number) => new Date(start + hours * hour);
    const labels = posts.map(({ topic, level: of }) => ({
      topicId: topic === null ? null : topics[topic]!,
      level: of,
    }));
    const postIds = posts.map(() => new Types.ObjectId());
    const offers = posts.flatMap(({ from, hours, again, audience }, n) => {
      const one = {
        postId: postIds[n]!,
        ...labels[n]!,
        status: 'published',
        audienceTeamIds: audience.map((team) => teams[team]!),
      };
      const end = from + hours;
      return [
        { ...one, _id: `post/${n}/1`, revision: 1, from: at(from), to: at(end) },
        ...(again ? [{ ...one, _id: `post/${n}/3`, revision: 3, from: at(end + 5), to: null }] : []),
      ];
    });
    const hoursOf = (posting: { post: number; at: number }) => posts[posting.post]!.from + posting.at;
    const persons = people.map(({ regular, movesAt, leavesAt, team, postings }) => {
      const personId = new Types.ObjectId();
      const ends = [...(movesAt === null ? [] : [movesAt]), ...(leavesAt === null ? [] : [leavesAt])].sort(
        (a, b) => a - b,
      );
      const memberships = [0, 1, 2].slice(0, ends.length + 1).map((n) => {
        const begin = n === 0 ? -10_000 : ends[n - 1]!;
        const hasLeft = leavesAt !== null && begin >= leavesAt;
        const hasMoved = movesAt !== null && begin >= movesAt;
        return {
          _id: `person/${personId.toString()}/${n + 1}`,
          ...{ personId, revision: n + 1, teamId: teams[hasMoved ? 1 - team : team]! },
          ...{
            status: hasLeft ? 'deactivated' : 'active',
            from: at(begin),
            to: n < ends.length ? at(ends[n]!) : null,
          },
        };
      });
      const shares = new Map<string, Types.ObjectId>();
      const visits = new Map<string, { shareId: Types.ObjectId; day: string; visitors: number }>();
      const rows = postings.flatMap((posting, n) => {
        const share = `${posting.post} ${posting.network}`;
        const shareId = shares.get(share) ?? new Types.ObjectId();
        shares.set(share, shareId);
        const day = dayIn(zone, at(hoursOf(posting)));
        for (const { day: after, visitors } of posting.visitors)
          if (visitors)
            visits.set(`${share} ${addDays(day, after)}`, { shareId, day: addDays(day, after), visitors });
        const postedAt = at(hoursOf(posting) + posting.after);
        const row = {
          ...{ personId, shareId, postId: postIds[posting.post]!, network: posting.network, day },
          ...labels[posting.post]!,
          copyOffered: posting.words === 'unknown' ? null : 0,
          copyUsed: posting.words === 'copy' ? 0 : null,
          hasWords: posting.words === 'unknown' ? null : posting.words !== 'none',
          caption: '',
        };
        const id = (number: number) =>
          `share/${shareId.toString()}/${String(n * 3 + number).padStart(8, '0')}`;
        return [
          { ...row, _id: id(2), kind: 'posted' as const, at: postedAt },
          ...(posting.revokedAfter === null
            ? []
            : [
                {
                  ...row,
                  _id: id(3),
                  kind: 'not-posted' as const,
                  at: new Date(postedAt.getTime() + posting.revokedAfter * hour),
                },
              ]),
        ];
      });
      const intervals = regular
        ? [
            {
              from: addWeeks(first, regular.from - 2),
              to: regular.weeks === 90 ? noEnd : addWeeks(first, regular.from - 2 + regular.weeks),
            },
          ]
        : [];
      return { personId, memberships, rows, intervals, visits: [...visits.values()] };
    });
    await Offer.insertMany(offers);
    await Membership.insertMany(persons.flatMap(({ memberships }) => memberships));
    await Participation.insertMany(persons.flatMap(({ rows }) => rows));
    await Habit.insertMany(
      persons.map(({ personId, intervals }) => ({
        _id: personId,
        through: addWeeks(last, 3),
        isMember: true,
        regular: intervals,
      })),
    );
    await DailyStatistic.insertMany(
      persons.flatMap(({ personId, visits }) =>
        visits.map((visit) => ({
          ...{ ...visit, clicks: visit.visitors, trackedLinkId: new Types.ObjectId() },
          labels: {
            postId: new Types.ObjectId().toString(),
            advocateId: personId.toString(),
            network: 'x',
            campaign: '',
          },
        })),
      ),
    );
    return { first, postIds, offers, persons };
  }

  type Stored = Awaited<ReturnType<typeof store>>;
  type Row = Stored['persons'][number]['rows'][number];

  /** The postings that stand at a moment: of each share and day the last word counts. */
  function standing(rows: Row[], until: number): Row[] {
    const known = rows.filter(({ at }) => at.getTime() <= until);
    return known.filter(
      (row) =>
        row.kind === 'posted' &&
        !known.some((other) => other.shareId === row.shareId && other.day === row.day && other._id > row._id),
    );
  }

  /** When the week of a day is closed: 14 days and an hour after its end. */
  const closes = (zone: string, day: string) => startOfDay(zone, addDays(weekOf(day), 21)).getTime() + hour;

  function naiveCarried({ zone, posts }: Given, { postIds, offers, persons }: Stored) {
    return postIds.map((postId, n) => {
      const offer = offers.find((one) => one.postId === postId && one.revision === 1)!;
      const moment = offer.from.getTime();
      const firstDay = dayIn(zone, offer.from);
      const lastDay = addDays(firstDay, 13);
      const weekBefore = addWeeks(weekOf(firstDay), -1);
      const regulars = persons.filter(
        ({ intervals, memberships }) =>
          intervals.some(({ from, to }) => from <= weekBefore && to >= weekBefore) &&
          memberships.some(
            ({ from, to, status, teamId }) =>
              status === 'active' &&
              from.getTime() <= moment &&
              (!to || to.getTime() > moment) &&
              (!posts[n]!.audience.length || posts[n]!.audience.some((team) => teams[team] === teamId)),
          ),
      );
      const postings = regulars.flatMap(({ rows, visits }) =>
        standing(
          rows.filter((row) => row.postId === postId && row.day >= firstDay && row.day <= lastDay),
          closes(zone, lastDay),
        ).map((row) => ({ row, visits })),
      );
      const counted = new Map(postings.map((one) => [one.row.shareId, one]));
      return {
        id: postId.toString(),
        offered: regulars.length,
        posted: new Set(postings.map(({ row }) => row.personId)).size,
        // A share that is posted twice on one day is posted once.
        postings: new Set(postings.map(({ row }) => `${row.shareId.toString()} ${row.day}`)).size,
        visitors: [...counted.values()]
          .flatMap(({ row, visits }) =>
            visits.filter(({ shareId, day }) => shareId === row.shareId && day >= firstDay && day <= lastDay),
          )
          .reduce((sum, { visitors }) => sum + visitors, 0),
      };
    });
  }

  function naiveThemes({ zone, last }: Given, { offers, persons }: Stored) {
    const end = startOfDay(zone, addDays(last, 7)).getTime();
    const firstDay = addWeeks(last, -12);
    const rows = persons.flatMap((person) =>
      standing(
        person.rows.filter(({ day }) => day >= firstDay && day <= addDays(last, 6)),
        closes(zone, last),
      ),
    );
    const cells = [...topics, null].flatMap((topicId) =>
      (['industry', 'corporate', 'individual'] as const).map((name) => {
        const offered = offers.filter(
          (one) => one.topicId === topicId && one.level === name && one.from.getTime() < end,
        );
        const ofCell = rows.filter(
          (row) =>
            row.topicId === topicId &&
            (name === 'individual' ? row.hasWords === true && row.copyUsed === null : row.level === name),
        );
        return {
          theme: `${String(topicId)} ${name}`,
          offered: new Set(offered.map(({ postId }) => postId)).size,
          postings: new Set(ofCell.map((row) => `${row.shareId.toString()} ${row.day}`)).size,
          people: new Set(ofCell.map(({ personId }) => personId)).size,
        };
      }),
    );
    return cells.filter(({ offered, postings }) => offered + postings > 0);
  }
});
