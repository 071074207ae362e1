import { expect } from 'chai';
import fc from 'fast-check';
import { fewestContributors } from '../../src/published-results/cell-rules.js';
import { decideContentCells, type WaitingAt } from '../../src/published-results/content-cells.js';
import { parentOf, postOfNode } from '../../src/published-results/content-tree.js';
import { addFigures, hasResult, type ResultFigures } from '../../src/published-results/figures.js';
import { decideQuarterTables, type QuarterTables } from '../../src/published-results/quarter-tables.js';
import { findWeakCut } from '../../src/published-results/weak-cut.js';
import { samples } from '../support/samples.js';
import { findRevealed, withoutKnownZeros, type Known } from './attacker.js';
import { planOrganization, teamIn, weeksOfPlan, type Plan } from './random-organization.js';

type Metric = 'posted' | 'visitors' | 'conversions';

/** What somebody brought to a post through a network in a week, and where it was published. */
interface Entry {
  person: number;
  post: number;
  /** The week in which it was counted. */
  week: number;
  day: number;
  network: string;
  /** Their team in that week. */
  team: number;
  /** Everybody may see it, by their own choice. */
  isPublic: boolean;
  figures: Record<Metric, number>;
  node: string;
  publishedIn: number | null;
}

function entriesOf({ people, posts, sharings }: Plan): Entry[] {
  return sharings.flatMap(({ person, post, network, later, conversion, ...first }) => {
    const entry = (week: number, figures: Partial<Entry['figures']>): Entry => ({
      ...{ person, post, week, day: first.day, network, team: teamIn(people[person]!, week) },
      isPublic: week >= (people[person]!.publicFrom ?? weeksOfPlan),
      figures: { posted: 0, visitors: 0, conversions: 0, ...figures },
      ...{ node: posts[post]!.node, publishedIn: null },
    });
    return [
      entry(first.week, { posted: 1, visitors: first.visitors, conversions: conversion ? 1 : 0 }),
      ...later.map(({ week, visitors }) => entry(week, { visitors })),
      ...(conversion === 'voided' && first.week + 1 < weeksOfPlan
        ? [entry(first.week + 1, { conversions: -1 })]
        : []),
    ];
  });
}

const figuresOf = ({ figures }: Entry): ResultFigures => addFigures({}, { ...figures });

/** Publishes all weeks of a plan as the job does, with the rules of the program. */
function publishWeeks(entries: Entry[], countsAs: (entry: Entry) => boolean): void {
  for (let week = 0; week < weeksOfPlan; week += 1) {
    const waiting = entries.filter((one) => one.publishedIn === null && one.week <= week);
    const at = new Map<string, WaitingAt & { overdue: Map<string, ResultFigures> }>();
    for (const entry of waiting.filter(countsAs)) {
      // So few people wait for nobody.
      const there = at.get(entry.node) ?? { recent: new Map(), overdue: new Map<string, ResultFigures>() };
      const person = `p${entry.person}`;
      there.overdue.set(person, addFigures(there.overdue.get(person) ?? {}, figuresOf(entry)));
      at.set(entry.node, there);
    }
    const { raised, published } = decideContentCells(at, parentOf);
    for (const { from, to } of raised) for (const entry of waiting) if (entry.node === from) entry.node = to;
    for (const entry of waiting) if (published.includes(entry.node)) entry.publishedIn = week;
  }
}

/** Decides the tables of the quarter of all these weeks, with the rules of the program. */
function publishTables(entries: Entry[], countsAs: (entry: Entry) => boolean): QuarterTables {
  const booked = entries.filter((entry) => entry.publishedIn !== null && countsAs(entry));
  const teamOf = new Map<string, string>();
  for (const { person, team } of [...booked].sort((a, b) => a.week - b.week))
    if (!teamOf.has(`p${person}`)) teamOf.set(`p${person}`, `t${team}`);
  const places = new Map<
    string,
    { personId: string; contentCell: string; network: string; figures: ResultFigures }
  >();
  for (const entry of booked) {
    const place = { personId: `p${entry.person}`, contentCell: cellOf(entry), network: entry.network };
    const key = Object.values(place).join(' ');
    places.set(key, { ...place, figures: addFigures(places.get(key)?.figures ?? {}, figuresOf(entry)) });
  }
  return decideQuarterTables({
    ...{ teamOf, isAboutTeams: true },
    places: [...places.values()].filter(({ figures }) => hasResult(figures)),
  });
}

const cellOf = ({ publishedIn, node }: Entry) => `${publishedIn}/${node}`;

/** An answer: a sum of the results that it counts. */
interface Sum {
  metrics: Metric[];
  counts: (entry: Entry) => boolean;
}

const every: Metric[] = ['posted', 'visitors', 'conversions'];
const ofTables: Metric[] = ['posted', 'visitors'];

/** The answers of the program: a sum for each content cell, and for each line of the quarter's tables. */
function answersOf(entries: Entry[], tables: QuarterTables): Sum[] {
  const firstTeam = new Map<number, number>();
  for (const { person, team, publishedIn } of [...entries].sort((a, b) => a.week - b.week))
    if (publishedIn !== null && !firstTeam.has(person)) firstTeam.set(person, team);
  const isBooked = ({ publishedIn }: Entry) => publishedIn !== null;
  return [
    ...[...new Set(entries.filter(isBooked).map(cellOf))].map((cell): Sum => ({
      metrics: every,
      counts: (entry) => isBooked(entry) && cellOf(entry) === cell,
    })),
    ...tables.teams.map(({ key }): Sum => ({
      metrics: ofTables,
      counts: (entry) => isBooked(entry) && key.split('+').includes(`t${firstTeam.get(entry.person)}`),
    })),
    ...tables.networks.map(({ key }): Sum => ({
      metrics: ofTables,
      counts: (entry) => isBooked(entry) && entry.network === key,
    })),
  ];
}

/** The people whose results these answers reveal, when `isKnown` is known to everybody. */
function attack(entries: Entry[], answers: Sum[], isKnown: (entry: Entry) => boolean): string | null {
  for (const metric of every) {
    const unknown = entries.filter((entry) => !isKnown(entry));
    const told: Known = {
      owners: unknown.map(({ person }) => person),
      numbers: unknown.map(({ figures }) => figures[metric]),
      rows: answers
        .filter(({ metrics }) => metrics.includes(metric))
        .map(({ counts }) => unknown.map((entry) => Number(counts(entry)))),
    };
    const revealed = findRevealed(told) ?? attackWithZeros(told);
    if (revealed) return `${metric} of ${revealed.join(', ')}`;
  }
  return null;
}

/** Where no number is below 0, a sum of 0 says that each of its numbers is 0. What was taken back may be below. */
const attackWithZeros = (told: Known) =>
  told.numbers.some((number) => number < 0) ? null : findRevealed(withoutKnownZeros(told));

const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const isHidden = ({ isPublic }: Entry) => !isPublic;

/** An answer for each group of results that enough people brought, as reports with thresholds give them. */
function sumsBy(
  entries: Entry[],
  keyOf: (entry: Entry) => string | number | null,
  { fewest = fewestContributors, metrics = every }: { fewest?: number; metrics?: Metric[] } = {},
): Sum[] {
  const keys = new Set(entries.map(keyOf).filter((key) => key !== null));
  return [...keys].flatMap((key) => {
    const counts = (entry: Entry) => keyOf(entry) === key;
    const people = new Set(
      entries.filter((entry) => isHidden(entry) && counts(entry)).map((one) => one.person),
    );
    return people.size >= fewest ? [{ metrics, counts }] : [];
  });
}

/** The rule that is published, and further answers. */
interface Variant {
  /** Whose results count as those of a contributor. */
  countsAs?: (entry: Entry) => boolean;
  /** What everybody may see of single people. */
  isKnown?: (entry: Entry, plan: Plan) => boolean;
  /** Instead of the program's answers. */
  instead?: (entries: Entry[], plan: Plan) => Sum[];
  beside?: (entries: Entry[], plan: Plan) => Sum[];
}

function attackVariant(from: number, variant: Variant = {}) {
  const { countsAs = isHidden, isKnown = (entry) => entry.isPublic } = variant;
  const plan = planOrganization(from);
  const entries = entriesOf(plan);
  publishWeeks(entries, countsAs);
  const tables = publishTables(entries, countsAs);
  const answers = variant.instead?.(entries, plan) ?? answersOf(entries, tables);
  const beside = variant.beside?.(entries, plan) ?? [];
  const found = attack(entries, [...answers, ...beside], (entry) => isKnown(entry, plan));
  return {
    found,
    tables,
    people: plan.people.length,
    cells: new Set(entries.filter((one) => one.publishedIn !== null).map(cellOf)).size,
  };
}

const month = ({ week, day }: Entry) => (week * 7 + day < 17 ? 'first' : 'second');

/** Each leak as a small change of the rule, or as one more answer. */
const leaks: Record<string, Variant> = {
  'the earlier rule, totals of teams with enough people beside the total of all': {
    instead: (entries) => [
      { metrics: every, counts: () => true },
      ...sumsBy(entries, ({ team }) => team),
      ...sumsBy(entries, ({ post }) => post),
    ],
  },
  'a free date': {
    instead: (entries) =>
      Array.from({ length: weeksOfPlan * 7 }, (_, until) => until).flatMap((until) =>
        sumsBy(entries, ({ week, day }) => (week * 7 + day <= until ? 'all' : null)),
      ),
  },
  'a table of two sides': { beside: (entries) => sumsBy(entries, ({ team, post }) => `${team} ${post}`) },
  'a week that is published again': {
    beside: (entries) =>
      sumsBy(entries, ({ post, week, publishedIn, node }) =>
        publishedIn !== null && postOfNode(node) !== null ? `${post} ${week}` : `late ${week}`,
      ),
  },
  'calendar months': { beside: (entries) => sumsBy(entries, (entry) => `${entry.post} ${month(entry)}`) },
  'a threshold of five': {
    beside: (entries) => sumsBy(entries, ({ post, week }) => `${post} ${week}`, { fewest: 5 }),
  },
  'a filter that the page refuses and the file keeps': {
    beside: (entries) => sumsBy(entries, ({ network, post }) => (network === 'x' ? post : null)),
  },
  'a raw total of the organization': { beside: () => [{ metrics: every, counts: () => true }] },
  'cells of people by week beside those by quarter': {
    beside: (entries) => sumsBy(entries, ({ team, publishedIn }) => `${team} ${publishedIn}`),
  },
  'raw counts of what is posted by theme': {
    beside: (entries) => sumsBy(entries, ({ post }) => post % 2, { metrics: ['posted'] }),
  },
  'raw counts of the first days of a post': {
    beside: (entries) => sumsBy(entries, ({ post, day }) => (day < 4 ? post : null), { metrics: ofTables }),
  },
  'public people who count as contributors': { countsAs: () => true },
  'people who moved as one edge over two teams': {
    beside: (entries) => {
      const people = [...new Set(entries.map(({ person }) => person))];
      const booked = entries.filter((entry) => entry.publishedIn !== null && isHidden(entry));
      const edges = people.map((person) => {
        const own = booked.filter((entry) => entry.person === person);
        return { cells: [...new Set(own.flatMap((entry) => [cellOf(entry), `t${entry.team}`]))], people: 1 };
      });
      const cells = [...new Set(edges.flatMap((edge) => edge.cells))];
      return cells.length && !findWeakCut(cells, edges)
        ? sumsBy(booked, ({ team }) => team, { metrics: ofTables })
        : [];
    },
  },
  'conversions by team': {
    beside: (entries) =>
      sumsBy(
        entries.filter((entry) => entry.publishedIn !== null),
        ({ team }) => team,
        { metrics: ['conversions'] },
      ),
  },
  'results of the past of those who show theirs now': {
    isKnown: ({ person }, { people }) => people[person]!.publicFrom !== null,
  },
};

describe('What is published of random organizations', function () {
  this.timeout(900_000);

  it('reveals the results of no five people, whatever answers are combined', () => {
    const seen = { cells: 0, teams: 0, networks: 0, large: 0, both: 0 };
    fc.assert(
      fc.property(seed, (from) => {
        const { found, tables, cells, people } = attackVariant(from);
        seen.cells += cells;
        seen.teams += Number(tables.teams.length > 0);
        seen.networks += Number(tables.networks.length > 0);
        if (people >= 14) {
          seen.large += 1;
          seen.both += Number(cells > 0 && tables.teams.length > 0);
        }
        expect(found).to.equal(null);
      }),
      { numRuns: samples(400, 10_000), endOnFailure: true },
    );
    // The rule would hold if nothing was ever published.
    expect(seen.cells).to.be.above(300);
    expect(seen.both).to.be.at.least(seen.large / 2);
    expect(seen.networks).to.be.above(5);
  });

  for (const [name, variant] of Object.entries(leaks))
    it(`would reveal somebody with ${name}`, () => {
      const { failed, numRuns } = fc.check(
        fc.property(seed, (from) => attackVariant(from, variant).found === null),
        { numRuns: 200, endOnFailure: true },
      );
      expect(failed, `${numRuns} runs`).to.equal(true);
    });
});
