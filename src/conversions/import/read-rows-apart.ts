import { inParseProcess } from '../../platform/jobs/parse-process.js';
import type { readRows } from './read-rows.js';

/**
 * `readRows` in the parse process: a file comes from outside, and each part of it has the deadline of that process.
 * @throws TooComplex when a part takes too long
 */
export const readRowsApart = inParseProcess<typeof readRows>(
  new URL('./read-rows.js', import.meta.url),
  'readRows',
);
