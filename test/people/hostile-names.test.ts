import { fold } from '../../src/conversions/import/guess-columns.js';
import { cleanAddress, isAddress, nameInAddress } from '../../src/people/clean-address.js';
import { foldName, startsOfName } from '../../src/people/fold-name.js';
import { isVisibleName } from '../../src/platform/text/visible-name.js';
import { isLinear } from '../support/linear.js';

const tokens = [
  'a.',
  '<',
  '< ',
  ' ;',
  ';',
  ' ',
  '\n',
  'a@',
  '>',
  '\u200b',
  'mailto:',
  '"',
  '-',
  'é',
  'ü',
  '%',
];
// Two accents in the order that Unicode exchanges.
tokens.push('\u0315\u0300');
const begins = ['', '<', '"', 'a', 'a@', 'mailto:', ' '];

const readers: Record<string, (text: string) => unknown> = {
  cleanAddress,
  nameInAddress,
  isAddress,
  foldName,
  startsOfName,
  isVisibleName,
  'the header of a column': fold,
};

describe('Names and addresses that people and strangers type', () => {
  for (const [name, read] of Object.entries(readers))
    for (const length of [450, 60_000])
      it(
        `cost less than three times as much when they are twice as long: ${name}, ${length} characters`,
        isLinear(tokens, read, { begins, end: 'x', length }),
      ).timeout(120_000);
});
