import { expect } from 'chai';
import fc from 'fast-check';
import type { DataCell, DataTable } from '../../src/platform/text/data-table.js';
import { writeExcel } from '../../src/platform/text/write-excel.js';
import { readExcel } from '../support/read-excel.js';

const table = (rows: DataCell[][], name = 'by-post'): DataTable => ({
  name,
  columns: [
    { name: 'post', meaning: 'Post' },
    { name: 'clicks', meaning: 'Visits that count' },
  ],
  rows,
});

describe('An Excel workbook', () => {
  it('has a sheet for each table, and one about all of them', async () => {
    const tables = [table([['Crew wanted', 12]]), table([], 'by-week')];
    const sheets = readExcel(await writeExcel(tables, [['Period', 'Quarter 3 of 2026']]));
    expect(sheets).to.deep.equal({
      'by-post': [
        ['post', 'clicks'],
        ['Crew wanted', 12],
      ],
      'by-week': [['post', 'clicks']],
      about: [
        ['Period', 'Quarter 3 of 2026'],
        [],
        ['sheet', 'column', 'meaning'],
        ['by-post', 'post', 'Post'],
        ['by-post', 'clicks', 'Visits that count'],
        ['by-week', 'post', 'Post'],
        ['by-week', 'clicks', 'Visits that count'],
      ],
    });
  });

  it('has every text as it is and never as a formula, and numbers as numbers', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('constructor', '=1+1', '+1', '@A', '<b>&"'),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer(), async (title, clicks) => {
        const file = await writeExcel(
          [
            table([
              [title, clicks],
              [null, 1.5],
            ]),
          ],
          [],
        );
        const expected = [
          // A text that is a property of every object gets a blank.
          [title in {} ? `${title} ` : title, clicks],
          ['', 1.5],
        ];
        expect(readExcel(file)['by-post']!.slice(1)).to.deep.equal(expected);
      }),
    );
  });

  it('can be opened whatever a text contains', async () => {
    const text = fc.array(
      fc.constantFrom('a', '\u0000', '\u001B', '\uD800', '\uDC00', '\uFFFE', '\u0085', ']]>'),
    );
    const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const file = await writeExcel([table([[parts.join(''), 1]])], []);
        const cell = readExcel(file)['by-post']![1]![0] as string;
        expect(forbidden.test(cell)).to.equal(false);
        expect(cell.length).to.be.at.least(parts.filter((part) => part === ']]>').length);
      }),
    );
  });
});
