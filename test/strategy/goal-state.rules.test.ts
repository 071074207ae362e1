import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../src/platform/text/days.js';
import { expectedBy, goalStateOf, type GoalCourse } from '../../src/strategy/goal-state.js';
import { samples } from '../support/samples.js';

const year: GoalCourse = {
  kind: 'sum',
  better: 'more',
  start: 0,
  target: 365,
  from: '2026-01-01',
  to: '2026-12-31',
  milestones: [],
};
const on = (day: string, value: number | null, course: Partial<GoalCourse> = {}, rest = {}) =>
  goalStateOf({ ...year, ...course }, { value, until: value === null ? null : day, ...rest }, day);

/** The probability of at most `most` events where `mean` are expected. */
function poisson(mean: number, most: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let n = 0; n <= most; n += 1) {
    sum += term;
    term *= mean / (n + 1);
  }
  return sum;
}

describe('The state of a goal', () => {
  it('is “not begun” before its first day, whatever is known', () => {
    expect(on('2025-12-31', 400).name).to.equal('not-begun');
  });

  it('is not measurable while fewer than three are expected, or nothing is known', () => {
    expect(on('2026-01-02', 0).name).to.equal('unmeasurable');
    expect(on('2026-06-01', null).name).to.equal('unmeasurable');
    expect(on('2026-01-05', 0).name).to.equal('behind');
  });

  it('says by how much it is behind or ahead of what was expected by then', () => {
    expect(on('2026-04-10', 60)).to.deep.include({ name: 'behind', expected: 100, by: -40 });
    expect(on('2026-04-10', 90)).to.deep.include({ name: 'on-course', by: -10 });
    expect(on('2026-04-10', 140)).to.deep.include({ name: 'ahead', by: 40 });
  });

  it('follows milestones', () => {
    const milestones = [{ day: '2026-11-30', value: 30 }];
    expect(expectedBy({ ...year, milestones }, '2026-11-30')).to.equal(30);
    expect(expectedBy({ ...year, milestones }, '2026-12-31')).to.equal(365);
    expect(on('2026-11-30', 30, { milestones }).name).to.equal('on-course');
  });

  it('is never “behind” for a figure that is too old: it says since when there is none', () => {
    const old = goalStateOf(year, { value: 1, until: '2026-02-01', rhythmDays: 35 }, '2026-06-01');
    expect(old).to.deep.include({ name: 'no-figure', until: '2026-02-01' });
    expect(goalStateOf(year, { value: null, until: null, rhythmDays: 35 }, '2026-06-01').name).to.equal(
      'no-figure',
    );
    expect(goalStateOf(year, { value: null, until: null, rhythmDays: 35 }, '2026-01-20').name).to.equal(
      'unmeasurable',
    );
    const final = { value: 365, until: '2026-12-31', rhythmDays: 35 };
    expect(goalStateOf(year, final, '2028-01-01').name).to.equal('on-course');
  });

  it('goes by direction where less is better, and where the target is zero', () => {
    const fewer = { better: 'less', kind: 'level', start: 40, target: 20 } as const;
    expect(on('2026-12-31', 20, fewer).name).to.equal('on-course');
    expect(on('2026-12-31', 30, fewer)).to.deep.include({ name: 'behind', by: -10 });
    expect(on('2026-12-31', 10, fewer)).to.deep.include({ name: 'ahead', by: 10 });
    const none = { better: 'less', target: 0 } as const;
    expect(on('2026-06-01', 0, none).name).to.equal('on-course');
    expect(on('2026-06-01', 1, none)).to.deep.include({ name: 'behind', by: -1 });
  });

  it('of a part of a whole goes by its interval', () => {
    const ratio = { kind: 'ratio', start: 60, target: 80 } as const;
    expect(on('2026-12-31', 75, ratio, { outOf: 20 }).name).to.equal('on-course');
    expect(on('2026-12-31', 75, ratio, { outOf: 2_000 }).name).to.equal('behind');
  });

  it('waits for late results until four weeks after the period', () => {
    const late = { lateDays: 28 };
    expect(on('2026-12-31', 330, {}, late).name).to.equal('on-course');
    const after = goalStateOf(year, { value: 305, until: '2026-12-31', ...late }, '2027-01-29');
    expect(after.name).to.equal('behind');
    expect(goalStateOf(year, { value: 305, until: '2026-12-31', ...late }, '2027-01-28').name).to.equal(
      'on-course',
    );
  });

  it('of a count exactly on course is “behind” in fewer than one in ten, for each number expected', () => {
    for (let mean = 3; mean < 400; mean += 0.05) {
      const band = Math.max(mean / 10, 1.28 * Math.sqrt(mean) + 0.5);
      const most = Math.ceil(mean - band) - 1;
      if (most >= 0) expect(poisson(mean, most), String(mean)).to.be.below(0.1);
    }
  });

  it('of simulated goals exactly on course is “behind” in fewer than one in ten', function () {
    this.timeout(60_000);
    let [behind, all] = [0, 0];
    const goal = fc.record({
      target: fc.integer({ min: 10, max: 2_000 }),
      days: fc.integer({ min: 30, max: 700 }),
      part: fc.double({ min: 0.05, max: 1, noNaN: true }),
      seed: fc.noBias(fc.nat()),
    });
    fc.assert(
      fc.property(goal, ({ target, days, part, seed }) => {
        const course = { ...year, target, to: addDays(year.from, days - 1) };
        const day = addDays(year.from, Math.floor(part * (days - 1)));
        const mean = expectedBy(course, day);
        const { name } = goalStateOf(course, { value: drawn(mean, randomsFrom(seed)), until: day }, day);
        if (mean < 3) return;
        all += 1;
        if (name === 'behind') behind += 1;
      }),
      { numRuns: samples(2_000, 20_000), seed: 7 },
    );
    expect(all).to.be.above(1_000);
    expect(behind / all).to.be.below(0.1);
  });

  it('never depends on the order of milestones, and changes one way with the figure', () => {
    const order = ['behind', 'on-course', 'ahead'];
    const course = fc
      .record({
        kind: fc.constantFrom('sum' as const, 'level' as const),
        target: fc.integer({ min: 50, max: 5_000 }),
        days: fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 4 }),
      })
      .map(({ kind, target, days }) => ({
        ...year,
        kind,
        target,
        milestones: [...new Set(days)].map((n) => ({
          day: addDays(year.from, n),
          value: (target * n) / 365,
        })),
      }));
    fc.assert(
      fc.property(course, fc.nat(5_000), fc.nat(5_000), fc.integer({ min: 40, max: 360 }), (one, a, b, n) => {
        const day = addDays(year.from, n);
        const state = (value: number, milestones = one.milestones) =>
          goalStateOf({ ...one, milestones }, { value, until: day }, day).name;
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        expect(order.indexOf(state(less))).to.be.at.most(order.indexOf(state(more)));
        expect(state(a, [...one.milestones].reverse())).to.equal(state(a));
      }),
      { numRuns: samples(200, 5_000) },
    );
    expect(daysBetween(year.from, year.to)).to.equal(364);
  });

  /** Any goal, and what is known of it on a day. */
  const anyGoal = fc
    .record({
      kind: fc.constantFrom('sum' as const, 'level' as const, 'ratio' as const),
      better: fc.constantFrom('more' as const, 'less' as const),
      start: fc.integer({ min: 0, max: 100 }),
      way: fc.integer({ min: 1, max: 400 }),
      days: fc.integer({ min: 7, max: 1_096 }),
      from: fc.integer({ min: -800, max: 400 }),
      value: fc.option(fc.integer({ min: -50, max: 600 })),
      age: fc.integer({ min: 0, max: 500 }),
      rhythmDays: fc.option(fc.constant(35), { nil: undefined }),
      lateDays: fc.option(fc.constant(28), { nil: undefined }),
    })
    .map(({ kind, better, start, way, days, from, value, age, ...rest }) => {
      const grows = better === 'more' || kind === 'sum';
      const first = addDays(today, from);
      const course: GoalCourse = {
        ...{ kind, better, start, target: grows ? start + way : start - way, milestones: [] },
        ...{ from: first, to: addDays(first, days - 1) },
      };
      const actual = { value, until: value === null ? null : addDays(today, -age), ...rest };
      return { course, actual };
    });
  const today = '2026-06-15';

  it('is “behind” only if it has begun, is measurable, and its figure is not older than its rhythm', () => {
    fc.assert(
      fc.property(anyGoal, ({ course, actual }) => {
        const { name, expected, by } = goalStateOf(course, actual, today);
        if (today < course.from) return void expect(name).to.equal('not-begun');
        if (name !== 'behind') return;
        expect(by).to.be.below(0);
        expect(actual.until! >= course.from).to.equal(true);
        if (course.kind === 'sum' && course.better === 'more')
          expect(expected! - course.start).to.be.at.least(3);
        const due = today < course.to ? today : course.to;
        const isOld = daysBetween(actual.until!, due) > 35;
        if (actual.rhythmDays && daysBetween(course.from, today) >= 35) expect(isOld).to.equal(false);
      }),
      { numRuns: samples(500, 20_000) },
    );
  });

  it('names the difference to what is expected by the last known day, in the better direction', () => {
    fc.assert(
      fc.property(anyGoal, ({ course, actual }) => {
        const { name, expected, by } = goalStateOf(course, actual, today);
        if (expected === null) return void expect(by).to.equal(null);
        const day = actual.until! < course.to ? actual.until! : course.to;
        expect(expected).to.equal(expectedBy(course, day));
        const more = actual.value! - expected;
        expect(by).to.equal(course.better === 'more' ? more : -more);
        if (name === 'ahead') expect(by).to.be.above(0);
      }),
      { numRuns: samples(500, 20_000) },
    );
  });

  it('of a value at a moment is the same when all numbers and the direction are turned around', () => {
    fc.assert(
      fc.property(anyGoal, ({ course, actual }) => {
        const one = { ...course, kind: 'level' as const };
        if (one.better === 'less' && one.target > one.start) return;
        const turned = {
          ...one,
          better: one.better === 'more' ? ('less' as const) : ('more' as const),
          start: -one.start,
          target: -one.target,
        };
        const mirror = { ...actual, value: actual.value === null ? null : -actual.value };
        expect(goalStateOf(turned, mirror, today).name).to.equal(goalStateOf(one, actual, today).name);
      }),
      { numRuns: samples(500, 20_000) },
    );
  });
});

/** A number of events where `mean` are expected. */
function drawn(mean: number, random: () => number): number {
  let [count, passed] = [-1, 0];
  while (passed < mean) {
    passed -= Math.log(1 - random());
    count += 1;
  }
  return count;
}

/** Random numbers from 0 to 1 (mulberry32). */
function randomsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
