import { TooComplex } from '../../platform/jobs/parse-process.js';
import {
  asUtf8,
  delimiters,
  detectDelimiter,
  detectEncoding,
  mayHoldZeros,
  separatorLine,
} from './file-text.js';
import { readRowsApart } from './read-rows-apart.js';
import type { Row } from './read-rows.js';

/** Why a file is no table that can be read. */
type TableProblem = 'large' | 'workbook' | 'no-text' | 'complex' | 'empty' | 'long';

/** The rows of a whole CSV file, in any encoding and with any of the usual separators. */
export async function readTable(
  file: Buffer,
  limits: { bytes: number; rows: number },
): Promise<{ rows: Row[] } | { problem: TableProblem }> {
  if (file.length > limits.bytes) return { problem: 'large' };
  if (file.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return { problem: 'workbook' };
  const { encoding, label } = detectEncoding(file);
  if (!mayHoldZeros(encoding) && file.includes(0)) return { problem: 'no-text' };
  const utf8 = Buffer.concat([...asUtf8(file, label)]);
  const delimiter = delimiters[detectDelimiter(utf8.subarray(0, 64 * 1024).toString())];
  try {
    const read = await readRowsApart(utf8, delimiter, { offset: 0, line: 1 }, true);
    const rows = read.rows.filter(({ cells: [first = ''] }, n) => n > 0 || !separatorLine.test(first));
    if (!rows.length) return { problem: 'empty' };
    return rows.length > limits.rows ? { problem: 'long' } : { rows };
  } catch (error) {
    if (error instanceof TooComplex) return { problem: 'complex' };
    throw error;
  }
}
