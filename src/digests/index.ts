// The weekly digest: one post to share in under a minute, more to share, and the results of the reader's own
// shares. The queue is in the database: one delivery for each reader and week, claimed, submitted once, tried
// again if refused.
export { digestsJobs } from './digests.jobs.js';
export { sendDueDigests } from './send-due-digests.js';
export { digestsPersonalData } from './digests.personal-data.js';
