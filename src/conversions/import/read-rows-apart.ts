import { inParseThread } from '../../platform/parse-thread.js';
import type { readRows } from './read-rows.js';

/**
 * `readRows` in the parse thread: a file comes from outside, and each part of it has the thread's deadline.
 * @throws TooComplex when a part takes too long
 */
export const readRowsApart = inParseThread<typeof readRows>(
  new URL('./read-rows.js', import.meta.url),
  'readRows',
);
