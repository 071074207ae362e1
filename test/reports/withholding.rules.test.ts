import { expect } from 'chai';
import fc from 'fast-check';
import { Types } from 'mongoose';
import { answerQuestion } from '../../src/reports/answer-question.js';
import { contributorsTogether } from '../../src/reports/contributors.js';
import { dimensionNames } from '../../src/links/dimensions.js';
import { type Breakdown, type Question } from '../../src/reports/question.js';
import { fewestContributors, isClosed } from '../../src/reports/visibility.js';
import { Share } from '../../src/sharing/share.model.js';
import { DailyStatistic } from '../../src/statistics/daily-statistic.model.js';
import type { Person } from '../../src/people/find-people.js';
import { buildOrganization } from '../support/builders.js';
import { emptyDatabase, useDatabase } from '../support/database.js';
import { samples } from '../support/samples.js';

const ids = (count: number) => Array.from({ length: count }, () => new Types.ObjectId().toString());
const people = ids(16);
const posts = ids(3);
const teams = [...ids(2), null];
const locations = [...ids(2), null];
const topics = [...ids(1), null];
const networks = ['linkedin', 'x'];
const levels = ['corporate', 'individual'] as const;
const campaigns = ['spring', 'autumn', null];
const days = ['2026-11-16', '2026-11-17', '2026-11-18'];

const anyOf = <T>(values: readonly T[]) => fc.constantFrom(...values);

/** What one person's share of a post did on one day. */
const fact = fc.record({
  advocateId: anyOf(people),
  postId: anyOf(posts),
  teamId: anyOf(teams),
  locationId: anyOf(locations),
  topicId: anyOf(topics),
  network: anyOf(networks),
  level: anyOf(levels),
  campaign: anyOf(campaigns),
  day: anyOf(days),
  isShare: fc.boolean(),
  posted: fc.boolean(),
  clicks: fc.nat(2),
  leads: fc.nat(1),
  unverified: fc.nat(1),
  excluded: fc.nat(1),
});
type Fact = typeof fact extends fc.Arbitrary<infer F> ? F : never;

const question = fc.record({
  by: anyOf(dimensionNames),
  from: anyOf(days.slice(0, 2)),
  to: anyOf(days.slice(1)),
  where: fc.record(
    {
      network: anyOf(networks),
      topic: anyOf(topics.filter((id) => id !== null)),
      level: anyOf(levels),
      team: anyOf(teams.filter((id) => id !== null)),
      location: anyOf(locations.filter((id) => id !== null)),
    },
    { requiredKeys: [] },
  ),
});

/** The same person, post and network is one share: only the first fact of them is. */
function withoutRepeats(facts: Fact[]): Fact[] {
  const seen = new Set<string>();
  return facts.map((one) => {
    const share = `${one.advocateId} ${one.postId} ${one.network}`;
    const isShare = one.isShare && !seen.has(share);
    if (isShare) seen.add(share);
    return { ...one, isShare };
  });
}

async function store(facts: Fact[]): Promise<void> {
  await emptyDatabase();
  await buildOrganization();
  const rows = facts.map(({ day, isShare, posted, clicks, leads, unverified, excluded, ...labels }) => {
    const id = new Types.ObjectId();
    const at = new Date(`${day}T09:00:00Z`);
    return {
      share: isShare && {
        ...{ _id: id, ...labels, day, at, lastOpenedAt: at, posted, timesOpened: 1 },
        ...{ slug: id.toString(), trackedUrl: 'https://example.com' },
      },
      statistic: {
        ...{ trackedLinkId: id, shareId: id.toString(), day, labels, clicks, visitors: clicks },
        ...{ conversions: leads ? { lead: leads } : {}, unverified: unverified ? { sale: unverified } : {} },
        ...{ excluded: excluded ? { bot: excluded } : {} },
      },
    };
  });
  await Share.insertMany(rows.flatMap(({ share }) => share || []));
  await DailyStatistic.insertMany(rows.map(({ statistic }) => statistic));
}

const keyOf = (one: Fact, by: Breakdown): string =>
  ({
    ...{ post: one.postId, network: one.network, topic: one.topicId, level: one.level },
    ...{
      campaign: one.campaign,
      team: one.teamId,
      location: one.locationId,
      advocate: one.advocateId,
      day: one.day,
    },
  })[by] ?? '';

const isResult = (one: Fact) =>
  (one.isShare && one.posted) || one.clicks > 0 || one.leads > 0 || one.unverified > 0;

/** Who has posted, or has a click or a conversion among these, computed without the product; but the reader. */
function peopleIn(facts: Fact[], { from, to, where }: Question, among: (one: Fact) => boolean) {
  const fits = (one: Fact) =>
    one.day >= from &&
    one.day <= to &&
    Object.entries(where).every(([name, value]) => keyOf(one, name as Breakdown) === value) &&
    among(one);
  const found = facts.filter((one) => fits(one) && isResult(one) && one.advocateId !== people[0]);
  return new Set(found.map((one) => one.advocateId));
}

/** Everything that the page offers to ask of a period with at most one filter. */
const filters: Question['where'][] = [
  {},
  ...networks.map((network) => ({ network })),
  ...levels.map((level) => ({ level })),
  ...topics.flatMap((topic) => (topic ? { topic } : [])),
  ...teams.flatMap((team) => (team ? { team } : [])),
  ...locations.flatMap((location) => (location ? { location } : [])),
];

/** Few people with few habits, so that some lines are nearly the same people's. */
const smallOrganization = fc
  .record({
    facts: fc.array(fact, { minLength: 20, maxLength: 45 }),
    habits: fc.array(fc.tuple(anyOf(networks), anyOf(teams), anyOf(locations)), {
      minLength: 12,
      maxLength: 12,
    }),
    ofPosts: fc.array(fc.tuple(anyOf(topics), anyOf(levels), anyOf(campaigns)), {
      minLength: 3,
      maxLength: 3,
    }),
  })
  .map(({ facts, habits, ofPosts }) =>
    withoutRepeats(
      facts.map((one, n) => {
        const person = people.indexOf(one.advocateId) % 12;
        const [network, teamId, locationId] = habits[person]!;
        const [topicId, level, campaign] = ofPosts[posts.indexOf(one.postId)]!;
        const usual = n % 5 ? { network } : {};
        return {
          ...one,
          advocateId: people[person]!,
          teamId,
          locationId,
          topicId,
          level,
          campaign,
          ...usual,
        };
      }),
    ),
  );

describe('A report, whatever is asked of whatever happened', () => {
  before(useDatabase);
  after(emptyDatabase);

  for (const visibility of ['own-only', 'aggregate-only'] as const)
    it(`shows no figure of fewer than six people, nor lets one be reckoned from its page: ${visibility}`, async () => {
      const reader = { id: people[0]! } as Person;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fact, { minLength: 8, maxLength: 60 }).map(withoutRepeats),
          fc.array(question, { minLength: 6, maxLength: 6 }),
          async (facts, questions) => {
            await store(facts);
            for (const asked of questions.filter((one) => !isClosed(one, visibility))) {
              const { by } = asked;
              const answer = await answerQuestion(asked, { reader, visibility });
              const { total, lines, days: shownDays } = answer;
              if (!total) expect(answer.excluded).to.deep.equal([]);
              const count = (among: (one: Fact) => boolean) => peopleIn(facts, asked, among).size;
              if (total) expect(count(() => true)).to.be.at.least(fewestContributors);

              const tables = [
                { by, cells: lines },
                { by: 'day' as const, cells: shownDays.map(({ day, figures }) => ({ key: day, figures })) },
              ];
              for (const { by: breakdown, cells } of tables) {
                const lineOf = (one: Fact) => {
                  const key = keyOf(one, breakdown);
                  return breakdown === 'advocate' && key !== reader.id ? 'others' : key;
                };
                const withheld = new Set(cells.filter(({ figures }) => !figures).map(({ key }) => key));
                for (const { key, figures } of cells) {
                  const isNothing = figures && Object.values(figures).every((value) => value === 0);
                  if (!figures || isNothing || key === reader.id) continue;
                  expect(count((one) => lineOf(one) === key)).to.be.at.least(fewestContributors);
                }
                if (total && withheld.size)
                  expect(count((one) => withheld.has(lineOf(one)))).to.be.at.least(fewestContributors);
              }
            }
          },
        ),
        { numRuns: samples(5) },
      );
    });

  it('counts who posted, was clicked on or had a conversion, each once, and the reader never', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fact, { maxLength: 40 }).map(withoutRepeats),
        question,
        async (facts, asked) => {
          await store(facts);
          const { from, to, where } = asked;
          const part = { from, to, within: where, except: people[0]! };
          expect(await contributorsTogether(part, 99)).to.equal(peopleIn(facts, asked, () => true).size);
        },
      ),
      { numRuns: samples(8) },
    );
  });

  for (const group of ['team', 'location'] as const)
    it(`withholds a post beyond which two people of one ${group} and network have results`, async () => {
      const [reader = '', ...others] = ids(24);
      const [post = '', another = ''] = ids(2);
      const [ours = '', theirs = ''] = ids(2);
      const from = (advocateIds: string[], postId: string, key: string, network: string) =>
        advocateIds.map((advocateId) => ({
          ...{ advocateId, postId, network, topicId: null, level: 'corporate' as const, day: days[0]! },
          ...{ campaign: null, teamId: null, locationId: null, [`${group}Id`]: key },
          ...{ isShare: false, posted: false, clicks: 1, leads: 0, unverified: 0, excluded: 0 },
        }));
      await store([
        ...from(others.slice(0, 7), post, ours, 'x'),
        ...from(others.slice(7, 9), another, ours, 'x'),
        ...from(others.slice(9, 16), another, ours, 'linkedin'),
        ...from(others.slice(16, 23), another, theirs, 'x'),
      ]);
      const period = { from: days[0]!, to: days[0]! };
      const shown = async (by: 'post' | typeof group, where: Question['where'], key: string) => {
        const asked = { ...period, by, where };
        const { lines } = await answerQuestion(asked, {
          reader: { id: reader } as Person,
          visibility: 'own-only',
        });
        return Boolean(lines.find((line) => line.key === key)?.figures);
      };
      expect(await shown(group, { network: 'x' }, ours)).to.equal(true);
      expect(await shown('post', {}, post)).to.equal(false);
    });

  it('counts who had nothing but an unverified conversion', async () => {
    const labels = {
      ...{ advocateId: people[1]!, postId: posts[0]! },
      ...{ campaign: null, teamId: null, locationId: null, topicId: null },
    };
    const rest = { network: 'x', level: 'corporate', isShare: false, posted: false } as const;
    const day = days[0]!;
    await store([{ ...labels, ...rest, day, clicks: 0, leads: 0, unverified: 1, excluded: 0 }]);
    expect(await contributorsTogether({ from: day, to: day, within: {} }, 99)).to.equal(1);
  });

  for (const visibility of ['own-only', 'aggregate-only'] as const)
    it(`shows no two figures of a period whose difference is of one to five people: ${visibility}`, async () => {
      const reader = { id: people[0]! } as Person;
      const period = { from: days[0]!, to: days[2]! };
      let pairs = 0;
      await fc.assert(
        fc.asyncProperty(smallOrganization, async (facts) => {
          await store(facts);
          const results = facts.filter((one) => isResult(one) && one.advocateId !== reader.id);
          const shown: { name: string; facts: Set<Fact> }[] = [];
          for (const where of filters)
            for (const by of ['post', 'network', 'topic', 'campaign', 'level', 'team', 'location'] as const) {
              const asked = { ...period, by, where };
              if (isClosed(asked, visibility)) continue;
              const answer = await answerQuestion(asked, { reader, visibility });
              const fits = results.filter((one) =>
                Object.entries(where).every(([name, value]) => keyOf(one, name as Breakdown) === value),
              );
              const add = (name: string, among: (one: Fact) => boolean) =>
                shown.push({ name: JSON.stringify([where, name]), facts: new Set(fits.filter(among)) });
              if (answer.total) add('all', () => true);
              for (const { key, figures } of answer.lines)
                if (figures) add(`${by} ${key}`, (one) => keyOf(one, by) === key);
              for (const { day, figures } of answer.days)
                if (figures?.clicks || figures?.posted) add(day, (one) => one.day === day);
            }
          for (const whole of shown)
            for (const part of shown) {
              if (![...part.facts].every((one) => whole.facts.has(one))) continue;
              const rest = [...whole.facts].filter((one) => !part.facts.has(one));
              const few = new Set(rest.map((one) => one.advocateId));
              if (!few.size) continue;
              pairs += 1;
              expect(few.size, `${whole.name} minus ${part.name}`).to.be.at.least(fewestContributors);
            }
        }),
        { numRuns: samples(6) },
      );
      expect(pairs, 'pairs of figures that were compared').to.be.above(0);
    });
});
