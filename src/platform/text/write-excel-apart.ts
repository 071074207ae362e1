import { NotAllowedNow } from '../errors.js';
import { inParseProcess, TooComplex } from '../../platform/jobs/parse-process.js';
import type { writeExcel } from './write-excel.js';

const writeApart = inParseProcess<typeof writeExcel>(
  new URL('./write-excel.js', import.meta.url),
  'writeExcel',
);

/**
 * `writeExcel` in the parse process, so that tracked links are answered while a long table is written.
 * @throws NotAllowedNow for a table that takes too long
 */
export async function writeExcelApart(...given: Parameters<typeof writeExcel>): Promise<Buffer> {
  try {
    return Buffer.from(await writeApart(...given));
  } catch (error) {
    throw error instanceof TooComplex ? new NotAllowedNow('common.excel-too-long') : error;
  }
}
