import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidInput } from '../../src/platform/errors.js';
import { parseInput } from '../../src/platform/http/forms.js';
import { drawChart } from '../../src/reports/chart.view.js';
import { questionSchema } from '../../src/reports/question.js';
import {
  fewestContributors,
  isClosed,
  openBreakdowns,
  seesAdvocate,
  withheldLines,
} from '../../src/reports/visibility.js';
import { daysBetween } from '../../src/platform/text/days.js';
import { writeCsv } from '../../src/platform/text/write-csv.js';

const ask = (query: object) => parseInput(questionSchema('2026-11-21'), query);
const fieldsOf = (query: object) => {
  try {
    ask(query);
    return [];
  } catch (error) {
    return Object.keys((error as InvalidInput).fields);
  }
};

describe('A question to the reports', () => {
  it('covers the last four weeks and is answered by post, unless it says otherwise', () => {
    expect(ask({})).to.deep.equal({ from: '2026-10-25', to: '2026-11-21', by: 'post', where: {} });
  });

  it('says next to the field when a day is none, the period runs backwards or is too long', () => {
    expect(fieldsOf({ from: '2026-02-30' })).to.deep.equal(['from']);
    expect(fieldsOf({ from: '2026-11-20', to: '2026-11-19' })).to.deep.equal(['to']);
    expect(fieldsOf({ from: '2020-01-01', to: '2026-11-19' })).to.deep.equal(['from']);
  });

  it('is not answered as another one when a part of it can not be meant, whatever is sent', () => {
    const anything = fc.oneof(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()));
    const isRead = (value: unknown, pattern: RegExp) => typeof value === 'string' && pattern.test(value);
    fc.assert(
      fc.property(anything, anything, (network, team) => {
        const wrong = fieldsOf({ network, team, topic: { $ne: '' }, level: '$gt', by: 'Team' });
        expect(wrong).to.include.members(['topic', 'level', 'by']);
        expect(wrong.includes('network')).to.equal(!isRead(network, /^[a-z-]{0,30}$/));
        expect(wrong.includes('team')).to.equal(!isRead(team, /^([0-9a-f]{24})?$/));
      }),
    );
  });
});

describe('Who sees whose results', () => {
  it('is only oneself by default', () => {
    expect(seesAdvocate('own-only', 'me', 'me')).to.equal(true);
    expect(seesAdvocate('own-only', 'me', 'you')).to.equal(false);
    expect(seesAdvocate('individual', 'me', 'you')).to.equal(true);
    expect(seesAdvocate('aggregate-only', 'me', 'me')).to.equal(false);
  });

  it('leaves a question about a team or a person unanswered where only totals are open', () => {
    const teamId = '0123456789abcdef01234567';
    expect(isClosed(ask({ team: teamId }), 'aggregate-only')).to.equal(true);
    expect(isClosed(ask({ by: 'team' }), 'aggregate-only')).to.equal(true);
    expect(isClosed(ask({ location: teamId }), 'aggregate-only')).to.equal(true);
    expect(isClosed(ask({ by: 'location' }), 'aggregate-only')).to.equal(true);
    expect(isClosed(ask({ by: 'post' }), 'aggregate-only')).to.equal(false);
    expect(isClosed(ask({ by: 'team', team: teamId }), 'own-only')).to.equal(false);
  });

  it('is never a line of fewer than six people, nor one that a total minus the others would give away', async () => {
    const person = fc.integer({ min: 1, max: 12 });
    const cells = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.uniqueArray(person), {
      maxKeys: 8,
    });
    await fc.assert(
      fc.asyncProperty(cells, async (peopleOf) => {
        const together = (keys: string[]) => new Set(keys.flatMap((key) => peopleOf[key]!)).size;
        const keys = Object.keys(peopleOf);
        fc.pre(together(keys) >= fewestContributors);
        const withheld = await withheldLines(
          keys.map((key) => ({ key, contributors: peopleOf[key]!.length })),
          (some) => Promise.resolve(together(some)),
        );
        for (const key of keys)
          if (!withheld.has(key)) expect(peopleOf[key]!.length).to.be.at.least(fewestContributors);
        if (withheld.size) expect(together([...withheld])).to.be.at.least(fewestContributors);
      }),
    );
  });

  it('leaves neither advocates nor teams nor locations where only totals are open', () => {
    for (const name of ['advocate', 'team', 'location'])
      expect(openBreakdowns('aggregate-only')).to.not.include(name);
    expect(openBreakdowns('own-only')).to.include.members(['advocate', 'team', 'location']);
  });
});

describe('The CSV of a report', () => {
  it('never holds a cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
        const csv = writeCsv(['Post', ...cells.slice(1)], [cells]);
        for (const line of csv.replace(/^\uFEFF/, '').split('\r\n'))
          expect(line).to.not.match(/^"?[=+\-@\t\r]/);
      }),
    );
    expect(writeCsv(['Post'], [['=1+1']])).to.contain("'=1+1");
  });

  it('keeps a number a number, also below zero', () => {
    expect(writeCsv(['Change'], [[-3]])).to.equal('\uFEFFChange\r\n-3\r\n');
  });
});

describe('The chart of a report', () => {
  it('stays inside its frame, for any numbers and any length of period', () => {
    const day = fc.option(fc.record({ clicks: fc.nat(100_000), visitors: fc.nat(100_000) }));
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 400 }), (numbers) => {
        const start = Date.UTC(2026, 0, 1);
        const days = numbers.map((n, i) => ({
          figures: n,
          day: new Date(start + i * 86_400_000).toISOString().slice(0, 10),
        }));
        const numbersOf = (path: string) => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
        for (const chart of drawChart(days)) {
          for (const value of numbersOf(chart.clicks + chart.visitors))
            expect(value).to.be.within(0, Math.max(chart.width, chart.height));
          expect(chart.clicks).to.not.contain('NaN');
          expect(chart.columns.length).to.be.within(1, 8);
          // Even: the same number of days, or of months, between each two.
          const named = chart.columns.map(({ day }) => day);
          const gaps = named.slice(1).map((day, n) => daysBetween(named[n]!, day));
          expect(Math.max(0, ...gaps) - Math.min(...gaps, 400)).to.be.below(4);
        }
      }),
    );
  });
});
