import type { Delimiter } from '../../platform/text/file-text.js';
import type { ImportRecord } from './import.model.js';
import { readFileRows } from './read-file.js';
import { NotAllowedNow } from '../../platform/errors.js';
import type { Row } from '../../platform/text/read-rows.js';

/** How many rows from the beginning are enough to recognise how a file is written. */
const enough = 100;

/**
 * The first rows of a file.
 * @throws NotAllowedNow when its text was deleted
 */
export async function lookAtFile({ _id, bytes, state }: ImportRecord, delimiter: Delimiter): Promise<Row[]> {
  if (state === 'imported' || state === 'stopped') throw new NotAllowedNow('conversions.import-over');
  const file = { importId: _id.toString(), bytes, delimiter };
  for await (const { rows } of readFileRows(file, { offset: 0, line: 1 }))
    if (rows.length) return rows.slice(0, enough);
  return [];
}
