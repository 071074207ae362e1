import { ParseProcess } from '../platform/jobs/parse-process.js';
import type { QuarterResults, QuarterTables } from './quarter-tables.js';

/** A quarter of two hundred thousand people needs about a tenth of this time. */
const process = new ParseProcess({ deadlineMs: 900_000, heapMb: 3_072, waiting: 4 });

const module = new URL('./quarter-tables.js', import.meta.url).href;

/** Decides what the tables of a quarter show, in a process of its own, so that this one goes on answering. */
export const decideApart = (results: QuarterResults): Promise<QuarterTables> =>
  process.call(module, 'decideQuarterTables', [results]) as Promise<QuarterTables>;
