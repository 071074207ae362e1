// The weekly digest: one post to share in under a minute, more to share, and the results of the reader's own
// shares. A delivery is recorded for each reader and week, and composed when it is sent.
export { digestDelivery, recordDueDigests } from './digest-delivery.js';
export { digestsJobs } from './digests.jobs.js';
export { digestsPersonalData } from './digests.personal-data.js';
