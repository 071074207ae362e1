import { inParseProcess } from '../../platform/jobs/parse-process.js';
import type { readRows } from './read-rows.js';

/**
 * `readRows` in the parse process. A file comes from outside, so each part has a deadline.
 * @throws TooComplex when a part takes too long
 */
export const readRowsApart = inParseProcess<typeof readRows>(
  new URL('./read-rows.js', import.meta.url),
  'readRows',
);
