import { expect } from 'chai';
import fc from 'fast-check';
import { isFit } from '../../src/published-results/cell-rules.js';
import { decideContentCells, type WaitingAt } from '../../src/published-results/content-cells.js';
import { findWeakCut, strongParts, type Edge } from '../../src/published-results/weak-cut.js';
import { mayShowNetworks, type PlaceOfResult } from '../../src/published-results/network-cells.js';
import {
  cellOfGroup,
  decideTeamGroups,
  type PersonInQuarter,
} from '../../src/published-results/people-cells.js';
import { samples } from '../support/samples.js';
import { choose, rankOf } from './rank.js';

const visitorsOf = (...visitors: number[]) => new Map(visitors.map((count, n) => [`p${n}`, count]));

describe('A cell of results', () => {
  it('needs six people', () => {
    expect(isFit(visitorsOf(3, 3, 3, 3, 3))).to.equal(false);
    expect(isFit(visitorsOf(3, 3, 3, 3, 3, 3))).to.equal(true);
  });

  it('is not published when the second largest contributor could estimate the largest', () => {
    expect(isFit(visitorsOf(100, 4, 2, 2, 2, 2))).to.equal(false);
    expect(isFit(visitorsOf(100, 4, 4, 2, 2, 2))).to.equal(true);
    expect(isFit(visitorsOf(0, 0, 0, 0, 0, 0))).to.equal(true);
  });

  it('is not published when the total tells that each person brought one visitor', () => {
    expect(isFit(visitorsOf(1, 1, 1, 1, 1, 1))).to.equal(false);
    expect(isFit(visitorsOf(2, 1, 1, 1, 1, 1))).to.equal(false);
    expect(isFit(visitorsOf(2, 2, 1, 1, 1, 1))).to.equal(true);
    expect(isFit(visitorsOf(1, 1, 1, 1, 1, 0))).to.equal(true);
  });
});

describe('Results that wait at posts', () => {
  const parents: Record<string, string> = {
    a: 'tactic',
    b: 'tactic',
    c: 'other',
    tactic: 'goal',
    other: 'goal',
  };
  const parentOf = (node: string) => parents[node] ?? null;
  const people = (from: number, count: number) =>
    new Map(Array.from({ length: count }, (_, n) => [`p${from + n}`, 3]));
  const decide = (waiting: Record<string, Partial<WaitingAt>>) =>
    decideContentCells(
      new Map(
        Object.entries(waiting).map(([node, one]) => [
          node,
          { recent: new Map(), overdue: new Map(), ...one },
        ]),
      ),
      parentOf,
    );

  it('are published with the post once they fit', () => {
    expect(decide({ a: { recent: people(0, 3), overdue: people(3, 3) } })).to.deep.equal({
      published: ['a'],
      raised: [],
    });
  });

  it('wait while they are recent', () => {
    expect(decide({ a: { recent: people(0, 5) } })).to.deep.equal({ published: [], raised: [] });
  });

  it('go up when they are overdue, until they fit, and never beyond the top', () => {
    expect(decide({ a: { overdue: people(0, 3) }, b: { overdue: people(3, 3) } })).to.deep.equal({
      raised: [
        { from: 'a', to: 'tactic' },
        { from: 'b', to: 'tactic' },
      ],
      published: ['tactic'],
    });
    expect(decide({ a: { overdue: people(0, 3) }, c: { overdue: people(1, 4) } })).to.deep.equal({
      raised: [
        { from: 'a', to: 'tactic' },
        { from: 'c', to: 'other' },
        { from: 'other', to: 'goal' },
        { from: 'tactic', to: 'goal' },
      ],
      published: [],
    });
  });

  it('count each person once, whatever waits of theirs', () => {
    expect(decide({ a: { recent: people(0, 5), overdue: people(0, 5) } }).published).to.deep.equal([]);
  });
});

/** A number of people in each of some sets of cells. */
const graph = fc
  .record({
    cells: fc.integer({ min: 2, max: 7 }),
    seed: fc.array(fc.tuple(fc.nat(127), fc.nat(8)), { maxLength: 14 }),
  })
  .map(({ cells, seed }) => {
    const names = Array.from({ length: cells }, (_, n) => `c${n}`);
    const edges = seed.map(([mask, people]): Edge => ({
      cells: names.filter((_, n) => mask & (1 << n)),
      people,
    }));
    return { names, edges: edges.filter((edge) => edge.cells.length && edge.people) };
  });

const crossing = (edges: Edge[], side: ReadonlySet<string>) =>
  edges
    .filter(({ cells }) => cells.some((cell) => side.has(cell)) && cells.some((cell) => !side.has(cell)))
    .reduce((sum, { people }) => sum + people, 0);

/** All ways to divide cells in two sides. */
const sidesOf = (names: string[]) =>
  Array.from(
    { length: 2 ** (names.length - 1) - 1 },
    (_, n) => new Set(names.filter((_name, at) => (n + 1) & (1 << at))),
  );

describe('A cut of cells', () => {
  it('is weak if one to five people cross it', () => {
    fc.assert(
      fc.property(graph, ({ names, edges }) => {
        const all = sidesOf(names).map((side) => crossing(edges, side));
        const cut = findWeakCut(names, edges);
        expect(cut !== null).to.equal(all.some((people) => people >= 1 && people <= 5));
        if (!cut) return;
        expect(cut.people).to.be.within(1, 5);
        expect(crossing(edges, cut.side)).to.equal(cut.people);
      }),
      { numRuns: 500 },
    );
  });

  it('parts no strong part', () => {
    fc.assert(
      fc.property(graph, ({ names, edges }) => {
        for (const part of strongParts(names, edges)) {
          const inside = edges.map((edge) => ({
            ...edge,
            cells: edge.cells.filter((cell) => part.has(cell)),
          }));
          if (part.size < 2) continue;
          for (const side of sidesOf([...part])) expect(crossing(inside, side)).to.be.at.least(6);
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Somebody in a small organization, with results at some places. */
interface Somebody {
  teamId: string;
  results: { contentCell: string; network: string }[];
}

const contentCells = ['post:1', 'post:2', 'others'];
const networks = ['linkedin', 'mail'];
const allPlaces = contentCells.flatMap((contentCell) =>
  networks.map((network) => ({ contentCell, network })),
);

/** Up to fourteen people with few or with many results, in content cells that fit. */
const organization = fc
  .oneof(
    fc.array(
      fc.record({
        teamId: fc.constantFrom('t1', 't2', 't3', ''),
        results: fc.subarray(allPlaces, { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 6, maxLength: 14 },
    ),
    fc.array(
      fc.record({ teamId: fc.constantFrom('t1', 't2'), results: fc.subarray(allPlaces, { minLength: 3 }) }),
      { minLength: 13, maxLength: 14 },
    ),
  )
  .map((people): Somebody[] => {
    const sizeOf = (cell: string) =>
      people.filter(({ results }) => results.some(({ contentCell }) => contentCell === cell)).length;
    return people
      .map(({ teamId, results }) => ({
        teamId,
        results: results.filter(({ contentCell }) => sizeOf(contentCell) >= 6),
      }))
      .filter(({ results }) => results.length);
  });

const inQuarter = (people: Somebody[]): PersonInQuarter[] =>
  people.map(({ teamId, results }, n) => ({
    id: `p${n}`,
    visitors: 0,
    teamId,
    contentCells: [...new Set(results.map(({ contentCell }) => contentCell))],
  }));

/** What is published of a quarter. */
function publish(people: Somebody[]) {
  const groups = decideTeamGroups(inQuarter(people));
  const cellOfTeam = (teamId: string) => {
    const group = groups.find((one) => one.includes(teamId));
    return group ? cellOfGroup(group) : null;
  };
  const places = people.flatMap(({ teamId, results }, n): PlaceOfResult[] => {
    const teamCell = cellOfTeam(teamId);
    return teamCell === null
      ? []
      : results.map((one) => ({ ...one, personId: `p${n}`, teamCell, visitors: 0 }));
  });
  return { groups, cellOfTeam, showsNetworks: groups.length > 0 && mayShowNetworks(places) };
}

/** The published cells as rows over all results: 1 where a result is counted. */
function equationsOf(people: Somebody[]) {
  const { cellOfTeam, showsNetworks, groups } = publish(people);
  const results = people.flatMap(({ teamId, results: all }, person) =>
    all.map(({ contentCell, network }) => ({
      person,
      cells: [contentCell, groups.length ? cellOfTeam(teamId)! : '', showsNetworks ? network : ''],
    })),
  );
  const cells = [...new Set(results.flatMap((result) => result.cells))].filter(Boolean);
  const rows = cells.map((cell) => results.map((result) => (result.cells.includes(cell) ? 1 : 0)));
  return { rows, owners: results.map(({ person }) => person), showsNetworks, groups };
}

/** True when some combination of the published numbers contains results of these people alone. */
function isRevealed({ rows, owners }: { rows: number[][]; owners: number[] }, hidden: number[]): boolean {
  const without = rows.map((row) => row.filter((_, n) => !hidden.includes(owners[n]!)));
  return rankOf(without) < rankOf(rows);
}

describe('Tables of a quarter', () => {
  it('reveal the results of no five people, whatever numbers are combined', () => {
    const seen = { teams: 0, networks: 0 };
    fc.assert(
      fc.property(organization, (people) => {
        const equations = equationsOf(people);
        if (equations.groups.length) seen.teams += 1;
        if (equations.showsNetworks) seen.networks += 1;
        const everybody = people.map((_, n) => n);
        for (const hidden of choose(everybody, Math.min(5, people.length - 1)))
          if (isRevealed(equations, hidden)) throw new Error(`reveals ${hidden.join(', ')}`);
      }),
      { numRuns: samples(60, 1_000) },
    );
    // The rule would hold if nothing was ever shown.
    expect(seen.teams).to.be.above(5);
    expect(seen.networks).to.be.above(5);
  });

  it('would reveal somebody if each team stood alone', () => {
    const team = (teamId: string, count: number, cell: string): Somebody[] =>
      Array.from({ length: count }, () => ({ teamId, results: [{ contentCell: cell, network: 'mail' }] }));
    const [alone] = team('t2', 1, 'post:1');
    const people = [...team('t1', 6, 'post:1'), ...team('t2', 6, 'post:2'), alone!];
    const rows = ['post:1', 'post:2', 't1', 't2'].map((cell) =>
      people.map(({ teamId, results }) => (teamId === cell || results[0]!.contentCell === cell ? 1 : 0)),
    );
    const owners = people.map((_, n) => n);
    expect(isRevealed({ rows, owners }, [12])).to.equal(true);
    expect(decideTeamGroups(inQuarter(people))).to.deep.equal([]);
  });

  it('join small teams in a fixed order, and leave large ones alone', () => {
    const team = (teamId: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({
        ...{ id: `${teamId}${n}`, visitors: 0 },
        ...{ teamId, contentCells: ['post:1', 'post:2'] },
      }));
    const people = [...team('a', 3), ...team('b', 4), ...team('c', 9), ...team('d', 2), ...team('e', 12)];
    expect(decideTeamGroups(people)).to.deep.equal([['c'], ['e'], ['a', 'b', 'd']]);
    expect(decideTeamGroups(team('a', 30))).to.deep.equal([]);
  });
});
