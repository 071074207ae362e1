import { expect } from 'chai';
import fc from 'fast-check';
import { isFit } from '../../src/published-results/cell-rules.js';
import { decideContentCells, type WaitingAt } from '../../src/published-results/content-cells.js';
import { addFigures, type ResultFigures } from '../../src/published-results/figures.js';
import { findWeakCut, strongParts, type Edge } from '../../src/published-results/weak-cut.js';
import { mayShowNetworks, type PlaceOfResult } from '../../src/published-results/network-cells.js';
import {
  cellOfGroup,
  decideTeamGroups,
  type PersonInQuarter,
} from '../../src/published-results/people-cells.js';
import { samples } from '../support/samples.js';
import { choose, rankOf } from './rank.js';

const visitorsOf = (...all: number[]) =>
  new Map(all.map((visitors, n) => [`p${n}`, { posted: 1, visitors }]));

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
    new Map(Array.from({ length: count }, (_, n) => [`p${from + n}`, { visitors: 3 }]));
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
  results: { contentCell: string; network: string; posted: number; visitors: number }[];
}

const contentCells = ['post:1', 'post:2', 'others'];
const networks = ['linkedin', 'mail'];
const allPlaces = contentCells.flatMap((contentCell) =>
  networks.map((network) => ({ contentCell, network })),
);

/** Up to fourteen people with few or with many results, in content cells that fit, some of them without visitors. */
const organization = fc
  .tuple(
    fc.oneof(
      fc.array(
        fc.record({
          teamId: fc.constantFrom('t1', 't2', 't3', ''),
          places: fc.subarray(allPlaces, { minLength: 1, maxLength: 3 }),
        }),
        { minLength: 6, maxLength: 14 },
      ),
      fc.array(
        fc.record({ teamId: fc.constantFrom('t1', 't2'), places: fc.subarray(allPlaces, { minLength: 3 }) }),
        { minLength: 13, maxLength: 14 },
      ),
    ),
    fc.array(fc.nat(3), { minLength: 84, maxLength: 84 }),
    fc.subarray([...contentCells, ...networks], { maxLength: 2 }),
  )
  .map(([people, numbers, quiet]): Somebody[] => {
    const sizeOf = (cell: string) =>
      people.filter(({ places }) => places.some(({ contentCell }) => contentCell === cell)).length;
    return people
      .map(({ teamId, places }, person) => ({
        teamId,
        results: places
          .filter(({ contentCell }) => sizeOf(contentCell) >= 6)
          .map((place, n) => {
            const isQuiet = quiet.includes(place.contentCell) || quiet.includes(place.network);
            return { ...place, posted: 1, visitors: isQuiet ? 0 : 2 + numbers[person * 6 + n]! };
          }),
      }))
      .filter(({ results }) => results.length);
  });

const inQuarter = (people: Somebody[]): PersonInQuarter[] =>
  people.map(({ teamId, results }, n) => {
    const cells = new Map<string, ResultFigures>();
    for (const { contentCell, posted, visitors } of results)
      cells.set(contentCell, addFigures(cells.get(contentCell) ?? {}, { posted, visitors }));
    return { id: `p${n}`, teamId, contentCells: cells };
  });

/** What is published of a quarter. */
function publish(people: Somebody[]) {
  const groups = decideTeamGroups(inQuarter(people));
  const cellOfTeam = (teamId: string) => cellOfGroup(groups.find((one) => one.includes(teamId)) ?? []);
  const places = people.flatMap(({ teamId, results }, n) =>
    results.map(({ contentCell, network, ...figures }): PlaceOfResult => ({
      ...{ contentCell, network, figures, personId: `p${n}`, teamCell: cellOfTeam(teamId) },
    })),
  );
  return { groups, cellOfTeam, showsNetworks: mayShowNetworks(places) };
}

/** The published cells as rows over all results that a reader can't know: 1 where a result is counted. */
function equationsOf(people: Somebody[], metric: 'posted' | 'visitors') {
  const { cellOfTeam, showsNetworks, groups } = publish(people);
  const all = people.flatMap(({ teamId, results }, person) =>
    results.map(({ contentCell, network, ...figures }) => ({
      ...{ person, number: figures[metric] },
      cells: [contentCell, groups.length ? cellOfTeam(teamId) : '', showsNetworks ? network : ''].filter(
        Boolean,
      ),
    })),
  );
  const some = new Set(all.filter(({ number }) => number !== 0).flatMap(({ cells }) => cells));
  // Everybody in a cell of nothing has nothing.
  const unknown = all.filter(({ cells }) => cells.every((cell) => some.has(cell)));
  const rows = [...some].map((cell) => unknown.map(({ cells }) => (cells.includes(cell) ? 1 : 0)));
  return { rows, owners: unknown.map(({ person }) => person), showsNetworks, groups };
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
      fc.property(organization, fc.constantFrom('posted', 'visitors'), (people, metric) => {
        const equations = equationsOf(people, metric);
        if (equations.groups.length) seen.teams += 1;
        if (equations.showsNetworks) seen.networks += 1;
        // Content cells alone are published weeks before.
        if (!equations.groups.length && !equations.showsNetworks) return;
        const everybody = people.map((_, n) => n);
        for (const hidden of choose(everybody, Math.min(5, people.length - 1)))
          if (isRevealed(equations, hidden)) throw new Error(`reveals ${hidden.join(', ')}`);
      }),
      { numRuns: samples(120, 1_500) },
    );
    // The rule would hold if nothing was ever shown.
    expect(seen.teams).to.be.above(3);
    expect(seen.networks).to.be.above(3);
  });

  it('are the same in whatever order the people come', () => {
    fc.assert(
      fc.property(organization, (people) => {
        const inOrder = inQuarter(people);
        expect(decideTeamGroups([...inOrder].reverse())).to.deep.equal(decideTeamGroups(inOrder));
      }),
      { numRuns: samples(100) },
    );
  });

  it('count a cell of nothing as known, so that it connects nobody', () => {
    const visitors = (count: number) => ({ posted: 1, visitors: count });
    const person = (id: string, teamId: string, cells: Record<string, number>): PersonInQuarter => ({
      ...{ id, teamId },
      contentCells: new Map(Object.entries(cells).map(([cell, count]) => [cell, visitors(count)])),
    });
    const list = (count: number, make: (n: number) => PersonInQuarter) =>
      Array.from({ length: count }, (_, n) => make(n));
    // The first post minus the first team would be what one person of the second team brought.
    const people = [
      ...list(7, (n) => person(`a${n}`, 't1', { 'post:1': 3, quiet: 0 })),
      person('b', 't2', { 'post:1': 7, 'post:2': 2, quiet: 0 }),
      ...list(6, (n) => person(`c${n}`, 't2', { 'post:2': 3, quiet: 0 })),
    ];
    expect(decideTeamGroups(people)).to.deep.equal([]);
    const loud = people.map((one) => ({
      ...one,
      contentCells: new Map(
        [...one.contentCells].map(([cell, figures]) => [cell, cell === 'quiet' ? visitors(1) : figures]),
      ),
    }));
    expect(decideTeamGroups(loud)).to.deep.equal([['t1'], ['t2']]);
  });

  it('would reveal somebody if each team stood alone', () => {
    const team = (teamId: string, count: number, cell: string): Somebody[] =>
      Array.from({ length: count }, () => ({
        ...{ teamId, results: [{ contentCell: cell, network: 'mail', posted: 1, visitors: 2 }] },
      }));
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
        ...{ id: `${teamId}${n}`, teamId },
        contentCells: new Map(['post:1', 'post:2'].map((cell) => [cell, { posted: 1, visitors: 2 }])),
      }));
    const people = [...team('a', 3), ...team('b', 4), ...team('c', 9), ...team('d', 2), ...team('e', 12)];
    expect(decideTeamGroups(people)).to.deep.equal([['c'], ['e'], ['a', 'b', 'd']]);
    expect(decideTeamGroups(team('a', 30))).to.deep.equal([]);
  });
});
