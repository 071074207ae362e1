// Daily figures of each link, derived from clicks and conversions, and how long clicks are stored. Reports and
// results read these rows; nothing else adds up clicks.
export {
  cellDimensions,
  contributorsOf,
  listContributorsOf,
  type Cell,
  type CellRows,
  type ContributorQuestion,
  type Dimension,
} from './cells.js';
export { countContributors, listContributors } from './contributors.js';
export { statisticRows } from './daily-statistic.model.js';
export { findClickedShares } from './find-clicked-shares.js';
export { statisticsJobs } from './statistics.jobs.js';
export { sumStatistics } from './sum-statistics.js';
export { updateDailyStatistics } from './update-daily-statistics.js';
export { statisticsPersonalData } from './statistics.personal-data.js';
