import { expect } from 'chai';
import fc from 'fast-check';
import {
  findingRules,
  findingsOf,
  mostFindings,
  quietDays,
  silentDays,
  type FindingFacts,
} from '../../src/reports/findings.js';
import { trendOf } from '../../src/reports/trend.js';
import { addDays } from '../../src/platform/text/days.js';

const today = '2026-11-29';
const nothing: FindingFacts = {
  ...{ today, goals: [], tactics: [], emptyCells: [], insights: [], partners: [] },
};
const goal = (
  id: string,
  more: Partial<FindingFacts['goals'][number]> = {},
): FindingFacts['goals'][number] => ({
  ...{ id, title: id, from: '2026-01-01', state: 'on-course', by: 0, part: 0 },
  ...{ until: '2026-11-22', owner: 'Ada', overdue: 0, ...more },
});
const tactic = (id: string, goalId: string, more: Partial<FindingFacts['tactics'][number]> = {}) => ({
  ...{ id, title: id, goalId, isWithdrawn: false, lastPost: today, ...more },
});
const found = (facts: Partial<FindingFacts>, most?: number) =>
  findingsOf({ ...nothing, ...facts }, most).map(({ rule, about }) => `${rule}: ${about.title}`);

describe('Rules of what to do next', () => {
  it('name a goal that is behind only while no tactic with a live message serves it', () => {
    const goals = [
      goal('a', { state: 'behind', by: -111, part: 0.3 }),
      goal('b', { state: 'behind', part: 0.5 }),
    ];
    expect(found({ goals })).to.deep.equal(['behind-without-tactic: b', 'behind-without-tactic: a']);
    expect(findingsOf({ ...nothing, goals })[1]!.count).to.equal(111);
    expect(found({ goals, tactics: [tactic('t', 'b')] })).to.deep.equal(['behind-without-tactic: a']);
    expect(found({ goals, tactics: [tactic('t', 'b', { isWithdrawn: true })] })).to.have.lengthOf(2);
    expect(found({ goals: [goal('c')] })).to.deep.equal([]);
  });

  it('name goals without an owner, without a figure, and with an overdue check-in', () => {
    const goals = [
      goal('checked', { overdue: 3 }),
      goal('late', { overdue: 20 }),
      goal('vacant', { owner: null }),
      goal('figure', { state: 'no-figure', until: '2026-10-31' }),
    ];
    expect(found({ goals })).to.deep.equal([
      'needs-owner: vacant',
      'no-figure: figure',
      'overdue-check-in: late',
    ]);
    expect(found({ goals }, 9)).to.deep.equal([
      'needs-owner: vacant',
      'no-figure: figure',
      'overdue-check-in: late',
      'overdue-check-in: checked',
    ]);
  });

  it('name a tactic that had no post for four weeks, once its goal is as old', () => {
    const since = addDays(today, -quietDays);
    const quiet = (lastPost: string | null, from = '2026-01-01') =>
      found({ goals: [goal('g', { from })], tactics: [tactic('t', 'g', { lastPost })] });
    expect(quiet(addDays(since, -1))).to.deep.equal(['tactic-without-posts: t']);
    expect(quiet(since)).to.deep.equal([]);
    expect(quiet(null)).to.deep.equal(['tactic-without-posts: t']);
    expect(quiet(null, since)).to.deep.equal(['tactic-without-posts: t']);
    expect(quiet(null, addDays(since, 1))).to.deep.equal([]);
    expect(found({ tactics: [tactic('t', 'ended', { lastPost: null })] })).to.deep.equal([]);
  });

  it('name an insight from the day after it should have been checked, and each voice that is missing', () => {
    const insight = (checkAgainOn: string) => ({ id: 'i', title: 'Pay', checkAgainOn, owner: null });
    expect(found({ insights: [insight(today)] })).to.deep.equal([]);
    expect(found({ insights: [insight(addDays(today, -1))] })).to.deep.equal(['insight-due: Pay']);
    const emptyCells = [
      { topic: 'Freight', level: 'individual' },
      { topic: 'Freight', level: 'industry' },
    ];
    expect(found({ emptyCells })).to.deep.equal(['empty-cell: Freight', 'empty-cell: Freight']);
  });

  it('name a partner who is to be asked again, and one who was silent for more than 90 days', () => {
    const partner = (heardOn: string, askAgainOn: string) =>
      found({ partners: [{ id: 'p', title: 'Ports', heardOn, askAgainOn, owner: 'Ada' }] });
    const [long, ahead] = [addDays(today, -silentDays - 1), addDays(today, 1)];
    expect(partner(today, today)).to.deep.equal([]);
    expect(partner(today, addDays(today, -1))).to.deep.equal(['partner-due: Ports']);
    expect(partner(addDays(long, 1), ahead)).to.deep.equal([]);
    expect(partner(long, ahead)).to.deep.equal(['partner-silent: Ports']);
    expect(partner(long, addDays(today, -1)), 'once').to.deep.equal(['partner-due: Ports']);
  });

  it('find at most three, each thing once, and the first of each rule before the second of any', () => {
    const state = fc.constantFrom('behind', 'no-figure', 'on-course');
    const goals = fc.array(
      fc.record({
        state,
        vacant: fc.boolean(),
        overdue: fc.nat(60),
        part: fc.float({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 12 },
    );
    const cells = fc.array(fc.constantFrom('industry', 'corporate', 'individual'), { maxLength: 5 });
    fc.assert(
      fc.property(goals, cells, (drawn, levels) => {
        const facts: FindingFacts = {
          ...nothing,
          goals: drawn.map(({ vacant, ...one }, n) =>
            goal(`g${n}`, { ...one, ...(vacant && { owner: null }) }),
          ),
          emptyCells: levels.map((level, n) => ({ topic: `t${n}`, level })),
        };
        const all = findingsOf(facts, 1_000);
        expect(findingsOf(facts)).to.deep.equal(all.slice(0, mostFindings));
        const ids = all.map(({ about }) => about.id);
        expect(new Set(ids).size).to.equal(ids.length);
        const seen = new Map<string, number>();
        const rounds = all.map(({ rule }) => {
          seen.set(rule, (seen.get(rule) ?? 0) + 1);
          return seen.get(rule)! * findingRules.length + findingRules.indexOf(rule);
        });
        expect(rounds).to.deep.equal([...rounds].sort((a, b) => a - b));
      }),
    );
  });
});

describe('The trend of a goal', () => {
  const point = (day: string, value: number) => ({ day, value });
  const sum = { from: '2026-09-01', start: 10, isSum: true };

  it('is what was added in the four weeks until its last day', () => {
    const points = [point('2026-10-01', 20), point('2026-10-25', 32), point('2026-11-22', 45)];
    expect(trendOf(points, sum)).to.equal(13);
  });

  it('counts a sum from its start, and says nothing of a level that is not known for so long', () => {
    const points = [point('2026-11-08', 14), point('2026-11-22', 45)];
    expect(trendOf(points, sum)).to.equal(35);
    expect(trendOf(points, { ...sum, isSum: false })).to.equal(null);
    expect(trendOf(points, { ...sum, from: '2026-11-01' })).to.equal(null);
    expect(trendOf([], sum)).to.equal(null);
  });
});
