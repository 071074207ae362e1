import { expect } from 'chai';
import fc from 'fast-check';
import { amplificationOf, type Carried } from '../../src/participation/amplification.js';
import type { Baseline } from '../../src/participation/baseline.js';
import { isCongruent, turnOf } from '../../src/participation/congruency.js';
import { headCounts, shownFlows, shownPart, type TeamCounts } from '../../src/participation/head-counts.js';

const fewest = 6;
const count = fc.nat(20);
const teams = fc
  .array(fc.record({ regular: count, active: count, inactive: count }), { maxLength: 8 })
  .map((list): TeamCounts[] => list.map((one, n) => ({ teamId: `t${n}`, ...one })));

describe('Head counts', () => {
  it('have six people in each column of each group, and lose nobody', () => {
    fc.assert(
      fc.property(teams, (list) => {
        const { columns, groups } = headCounts(list, fewest);
        const size = (one: TeamCounts) => one.regular + one.active + one.inactive;
        const all = list.reduce((sum, one) => sum + size(one), 0);
        expect(groups.flatMap(({ counts }) => counts).reduce((sum, one) => sum + one, 0)).to.equal(all);
        expect(columns.flat()).to.have.members(['regular', 'active', 'inactive']);
        const placed = groups.flatMap(({ teamIds }) => teamIds);
        expect(placed).to.have.members(list.filter((one) => size(one)).map(({ teamId }) => teamId));
        // One column only says how many people there are.
        if (columns.length > 1)
          for (const { counts } of groups) expect(Math.min(...counts)).to.be.at.least(fewest);
        for (const { teamIds, counts } of groups)
          for (const [n, column] of columns.entries()) {
            const members = list.filter(({ teamId }) => teamIds.includes(teamId));
            const sum = members.flatMap((one) => column.map((name) => one[name])).reduce((a, b) => a + b, 0);
            expect(counts[n]).to.equal(sum);
          }
      }),
    );
  });

  it('keep teams apart that have enough people, and all classes if all teams together have', () => {
    const big = { regular: 6, active: 6, inactive: 6 };
    const small = { regular: 1, active: 1, inactive: 1 };
    const { columns, groups } = headCounts(
      [
        { teamId: 'a', ...big },
        { teamId: 'b', ...big, inactive: 9 },
        { teamId: 'c', ...small },
      ],
      fewest,
    );
    expect(columns).to.deep.equal([['regular'], ['active'], ['inactive']]);
    // The team of three joins the smallest other one.
    expect(groups).to.deep.equal([
      { teamIds: ['a', 'c'], counts: [7, 7, 7] },
      { teamIds: ['b'], counts: [6, 6, 9] },
    ]);
    const few = headCounts([{ teamId: 'a', regular: 2, active: 5, inactive: 30 }], fewest);
    expect(few.columns).to.deep.equal([['regular', 'active'], ['inactive']]);
    const one = headCounts([{ teamId: 'a', regular: 0, active: 2, inactive: 3 }], fewest);
    expect(one.columns).to.have.length(1);
  });

  it('never set a team of one apart', () => {
    const alone = { teamId: 'alone', regular: 1, active: 0, inactive: 0 };
    const { groups } = headCounts([alone, { teamId: 'a', regular: 6, active: 6, inactive: 6 }], fewest);
    expect(groups).to.deep.equal([{ teamIds: ['a', 'alone'], counts: [7, 6, 6] }]);
  });

  it('are all there with the setting that shows each person', () => {
    const { columns, groups } = headCounts([{ teamId: 'a', regular: 0, active: 1, inactive: 0 }], 0);
    expect(columns).to.have.length(3);
    expect(groups).to.deep.equal([{ teamIds: ['a'], counts: [0, 1, 0] }]);
  });
});

describe('The flows of a baseline', () => {
  const flows = fc
    .record({ stayed: count, isNew: count, returned: count, lapsed: count, left: count })
    .map(({ stayed, ...one }): Baseline => ({
      ...{ ...one, movedIn: 0, movedOut: 0 },
      before: stayed + one.lapsed + one.left,
      now: stayed + one.isNew + one.returned,
    }));

  it('are shown only if gains and losses have six people, and parts only if each has', () => {
    fc.assert(
      fc.property(flows, (baseline) => {
        const { net, gains, losses } = shownFlows(baseline, fewest);
        expect(net).to.equal(baseline.now - baseline.before);
        const [gained, lost] = [baseline.isNew + baseline.returned, baseline.lapsed + baseline.left];
        const stayed = baseline.before - lost;
        const isShown = gained >= fewest && lost >= fewest && (stayed === 0 || stayed >= fewest);
        expect([gains?.total, losses?.total]).to.deep.equal(
          isShown ? [gained, lost] : [undefined, undefined],
        );
        const numbers = [...Object.values(gains?.parts ?? {}), ...Object.values(losses?.parts ?? {})];
        for (const number of numbers) expect(number === 0 || number >= fewest).to.equal(true);
        if (isShown && gains!.parts === null)
          expect(Math.min(baseline.isNew, baseline.returned)).to.be.within(1, fewest - 1);
      }),
    );
  });

  it('of a part are shown only if the rest has six people, or nobody', () => {
    expect(shownPart(6, 12, fewest)).to.equal(6);
    expect(shownPart(5, 12, fewest)).to.equal(null);
    expect(shownPart(7, 12, fewest)).to.equal(null);
    expect(shownPart(12, 12, fewest)).to.equal(12);
    expect(shownPart(1, 3, 0)).to.equal(1);
  });
});

describe('Amplification', () => {
  const post = fc
    .record({ offered: count, share: fc.nat(100), again: fc.nat(5), each: fc.nat(9) })
    .map(({ offered, share, again, each }): Carried => {
      const posted = Math.floor((offered * share) / 100);
      const postings = posted ? posted + again : 0;
      return { offered, posted, postings, visitors: postings * each };
    });

  it('is the median of the quarter’s posts, and the product of its factors', () => {
    fc.assert(
      fc.property(fc.array(post, { maxLength: 12 }), (posts) => {
        const result = amplificationOf(posts, 0);
        const offered = posts.filter((one) => one.offered > 0);
        if (!offered.length) {
          expect(result).to.equal(null);
          return;
        }
        expect(result!.posts).to.equal(offered.length);
        expect(result!.visitors).to.be.closeTo(result!.offered * result!.share * result!.perPosting, 1e-9);
        // Half of the posts bring as much or more, and half as much or less.
        const each = offered.map(({ posted, postings, visitors }) =>
          postings ? (posted * visitors) / postings : 0,
        );
        const sorted = each.sort((a, b) => a - b);
        const low = sorted[Math.floor((sorted.length - 1) / 2)]!;
        if (sorted.length % 2) expect(result!.visitors).to.be.closeTo(low, 1e-9);
      }),
    );
  });

  it('is of as many posts in the middle as it takes for six people', () => {
    const posts = [1, 2, 3, 4, 7].map((posted) => ({
      offered: 20,
      posted,
      postings: posted,
      visitors: posted * 2,
    }));
    expect(amplificationOf(posts.slice(0, 4), fewest)).to.equal(null);
    const result = amplificationOf(posts, fewest)!;
    // Of 17 people and 34 visitors, rounded to fives.
    expect(result).to.include({ posts: 5, offered: 20, share: 0.15 });
    expect(result.perPosting).to.be.closeTo(35 / 15, 1e-9);
    expect(amplificationOf(posts, 0)).to.deep.include({ visitors: 6, share: 0.15 });
  });
});

describe('A theme', () => {
  const cell = (offered: number, people: number) => ({ offered, people, postings: people });

  it('is congruent when enough people spoke with each voice, and else names whose turn it is', () => {
    const theme = {
      ...{ topicId: 't', people: 20 },
      ...{ industry: cell(2, 6), corporate: cell(3, 9), individual: cell(0, 7) },
    };
    expect(isCongruent(theme)).to.equal(true);
    expect(isCongruent({ ...theme, industry: cell(2, 5) })).to.equal(false);
    expect(turnOf('industry', cell(0, 0))).to.equal('association');
    expect(turnOf('corporate', cell(0, 0))).to.equal('editors');
    expect(turnOf('individual', cell(3, 2))).to.equal('advocates');
    expect(turnOf('individual', cell(0, 6))).to.equal(null);
  });
});
