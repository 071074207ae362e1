import { detectDelimiter } from '../../src/platform/text/file-text.js';
import { readRows } from '../../src/platform/text/read-rows.js';
import { isLinear } from '../support/linear.js';

const tokens = [
  '"',
  '""',
  ',',
  ';',
  '"a"b\n',
  'a"\n',
  '",x,"\n',
  '\r',
  '\n',
  '\r\n',
  ' ',
  'a,"\n',
  '"\n',
  'é',
];

describe('A file of conversions', () => {
  it(
    'costs less than three times as much to read when it is twice as long',
    isLinear(tokens, (text) => readRows(Buffer.from(text), ',', { offset: 0, line: 1 }, true)),
  );
  it('costs as much to find its delimiter', isLinear(tokens, detectDelimiter));
});
