// The weekly digest: one thing to do in under a minute, more to share, and what the reader's own shares brought.
// State in the database is the queue: a delivery per reader and week, claimed, submitted once, tried again if refused.
export { digestsJobs } from './digests.jobs.js';
export { sendDueDigests } from './send-due-digests.js';
