import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidInput } from '../../src/platform/errors.js';
import { parseInput } from '../../src/platform/http/forms.js';
import { drawChart } from '../../src/reports/chart.view.js';
import { questionSchema } from '../../src/reports/question.js';
import {
  kindOf,
  listPeriods,
  periodBefore,
  publishedQuestionSchema,
  weeksOf,
} from '../../src/reports/published-question.js';
import { daysBetween } from '../../src/platform/text/days.js';
import { addWeeks, weeksFrom } from '../../src/platform/text/weeks.js';
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
        expect(wrong.includes('network')).to.equal(!isRead(network, /^[a-z0-9._-]{0,100}$/));
        expect(wrong.includes('team')).to.equal(!isRead(team, /^([0-9a-f]{24})?$/));
      }),
    );
  });
});

describe('A question to published results', () => {
  const published = { first: '2025-12-29', last: '2026-11-16' };
  const askPublished = (query: object) => parseInput(publishedQuestionSchema(published, 'own-only'), query);

  it('is about the latest quarter by post, unless it says otherwise', () => {
    expect(askPublished({})).to.deep.equal({ period: '2026-Q4', by: 'post' });
    expect(askPublished({ period: '', by: '' })).to.deep.equal({ period: '2026-Q4', by: 'post' });
  });

  it('is about closed weeks, and months, quarters and years of them, and about nothing else', () => {
    for (const period of ['2026-W47', '2026-W01', '2026-11', '2026-Q1', '2026'])
      expect(askPublished({ period }).period).to.equal(period);
    const wrong = [
      '2026-W48',
      '2026-W54',
      '2026-12',
      '2025',
      '2027-Q1',
      '2026-11-21',
      'W47',
      '2026-Q5',
      '9999-W53',
    ];
    for (const period of wrong) expect(() => askPublished({ period }), period).to.throw(InvalidInput);
  });

  it('is about no team where the organization shows totals only', () => {
    const schema = publishedQuestionSchema(published, 'aggregate-only');
    expect(() => parseInput(schema, { by: 'team' })).to.throw(InvalidInput);
    expect(askPublished({ by: 'team' }).by).to.equal('team');
    for (const by of ['advocate', 'location', 'day'])
      expect(() => askPublished({ by })).to.throw(InvalidInput);
  });

  it('offers each period that has published weeks once, the latest first', () => {
    expect(listPeriods(published, 'year')).to.deep.equal(['2026']);
    expect(listPeriods(published, 'quarter')).to.deep.equal(['2026-Q4', '2026-Q3', '2026-Q2', '2026-Q1']);
    expect(listPeriods(published, 'month').slice(0, 2)).to.deep.equal(['2026-11', '2026-10']);
    const weeks = listPeriods(published, 'week');
    expect(weeks).to.have.length(47);
    expect(weeks.map((week) => weeksOf(week)!.first).at(-1)).to.equal('2025-12-29');
  });

  it('are compared with weeks of the same kind of period that ends the week before, all of them published', () => {
    const kinds = fc.constantFrom('week', 'month', 'quarter', 'year' as const);
    const week = (n: number) => addWeeks('2024-01-01', n);
    fc.assert(
      fc.property(fc.nat(60), fc.nat(140), kinds, fc.nat(200), (begin, length, kind, pick) => {
        const published = { first: week(begin), last: week(begin + length) };
        const periods = listPeriods(published, kind);
        const period = periods[pick % periods.length]!;
        const [asked, before] = [weeksOf(period)!, periodBefore(period, published)];
        if (!before) {
          const previous = periods[(pick % periods.length) + 1];
          expect(previous === undefined || weeksOf(previous)!.first < published.first).to.equal(true);
          return;
        }
        expect(kindOf(before.period)).to.equal(kind);
        expect(addWeeks(weeksOf(before.period)!.last, 1)).to.equal(asked.first);
        expect(before.weeks.first >= published.first && before.weeks.last < asked.first).to.equal(true);
        const count = (first: string, last: string) => weeksFrom(first, last).length;
        const shown = count(asked.first, asked.last < published.last ? asked.last : published.last);
        if (asked.last > published.last)
          expect(count(before.weeks.first, before.weeks.last)).to.be.at.most(shown);
        else expect(before.weeks).to.deep.equal(weeksOf(before.period));
      }),
      { numRuns: 300 },
    );
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
    const day = fc.record({ clicks: fc.nat(100_000), visitors: fc.nat(100_000) });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 400 }), fc.constantFrom(1, 7), (numbers, step) => {
        const start = step === 7 ? Date.UTC(2025, 11, 29) : Date.UTC(2026, 0, 1);
        const days = numbers.map((n, i) => ({
          figures: n,
          day: new Date(start + i * step * 86_400_000).toISOString().slice(0, 10),
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
