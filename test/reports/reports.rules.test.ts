import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidInput } from '../../src/platform/errors.js';
import { parseInput } from '../../src/platform/forms.js';
import { drawChart } from '../../src/reports/chart.view.js';
import { questionSchema } from '../../src/reports/question.js';
import { openBreakdowns, seesAdvocate, visibleTeams } from '../../src/reports/visibility.js';
import { writeCsv } from '../../src/platform/write-csv.js';
import type { Person } from '../../src/users/index.js';

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

  it('says beside the field when a day is none, the period runs backwards or is too long', () => {
    expect(fieldsOf({ from: '2026-02-30' })).to.deep.equal(['from']);
    expect(fieldsOf({ from: '2026-11-20', to: '2026-11-19' })).to.deep.equal(['to']);
    expect(fieldsOf({ from: '2020-01-01', to: '2026-11-19' })).to.deep.equal(['from']);
  });

  it('drops what can not be meant, whatever is sent', () => {
    const anything = fc.oneof(fc.string(), fc.array(fc.string()), fc.dictionary(fc.string(), fc.string()));
    fc.assert(
      fc.property(anything, anything, (network, team) => {
        const { where } = ask({ network, team, topic: { $ne: '' }, level: '$gt' });
        for (const value of Object.values(where)) expect(value).to.match(/^[a-z0-9-]+$/);
      }),
    );
  });
});

describe('Who sees whose results', () => {
  const people = (sizes: Record<string, number>) =>
    Object.entries(sizes).flatMap(([teamId, size]) =>
      Array.from({ length: size }, () => ({ teamId }) as Person),
    );

  it('is only oneself by default', () => {
    expect(seesAdvocate('own-only', 'me', 'me')).to.equal(true);
    expect(seesAdvocate('own-only', 'me', 'you')).to.equal(false);
    expect(seesAdvocate('individual', 'me', 'you')).to.equal(true);
    expect(seesAdvocate('aggregate-only', 'me', 'me')).to.equal(false);
  });

  it('includes teams of five or more only', () => {
    const visible = visibleTeams('own-only', people({ one: 3, two: 4, large: 5 }));
    expect(['one', 'two', 'large'].map(visible)).to.deep.equal([false, false, true]);
  });

  it('never leaves fewer than five people in the line that adds up the rest', () => {
    const visible = visibleTeams('own-only', people({ small: 4, large: 5, larger: 6 }));
    expect(['small', 'large', 'larger'].map(visible)).to.deep.equal([false, false, true]);
  });

  it('leaves neither advocates nor teams where only totals are open', () => {
    expect(openBreakdowns('aggregate-only')).to.not.include.members(['advocate', 'team']);
    expect(openBreakdowns('own-only')).to.include.members(['advocate', 'team']);
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
      fc.property(fc.array(day, { minLength: 1, maxLength: 400 }), (numbers) => {
        const start = Date.UTC(2026, 0, 1);
        const days = numbers.map((n, i) => ({
          ...n,
          day: new Date(start + i * 86_400_000).toISOString().slice(0, 10),
        }));
        const chart = drawChart(days);
        const numbersOf = (path: string) => path.match(/-?\d+(\.\d+)?/g)!.map(Number);
        for (const value of numbersOf(chart.clicks + chart.visitors))
          expect(value).to.be.within(0, Math.max(chart.width, chart.height));
        expect(chart.clicks).to.not.contain('NaN');
        expect(chart.columns[0]!.day).to.equal(days[0]!.day);
      }),
    );
  });
});
