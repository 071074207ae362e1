// Roll-ups: the results of everybody in a day or month, added up by each dimension, so that a report over years reads
// some hundred documents and no rows of links. Derived from daily rows and shares; who changes these marks their days.
export { readRollups } from './read-rollups.js';
export { rollupsJobs } from './rollups.jobs.js';
export { rollupsPersonalData } from './rollups.personal-data.js';
export { countAdvocates, totalOf, type Lines, type RollupSum } from './sums.js';
