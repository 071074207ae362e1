// Daily figures of each link, derived from clicks and conversions, and how long clicks are stored. Reports and
// results read these rows; nothing else adds up clicks.
export { statisticRows } from './daily-statistic.model.js';
export { findClickedShares } from './find-clicked-shares.js';
export { datePastCounts, recordPastDays } from './record-past-days.js';
export { findChangedShares, firstDayOfResults, rowsOfShares } from './results-of-shares.js';
export { statisticsJobs } from './statistics.jobs.js';
export { sumStatistics } from './sum-statistics.js';
export { updateDailyStatistics } from './update-daily-statistics.js';
export { statisticsPersonalData } from './statistics.personal-data.js';
