// Sources of posts: feeds that are fetched every hour, and pages whose address an editor enters. Each item waits
// in the inbox until somebody makes a draft of it or dismisses it.
export { addFeed } from './add-feed.js';
export { readFeedsState, type FeedsState } from './read-feeds-state.js';
export { lastItems } from './last-items.js';
export { picturesOfInbox } from './pictures-of-inbox.js';
export { sourcesJobs } from './sources.jobs.js';
export { sourcesNotices } from './sources.notices.js';
export { sourcesRoutes } from './sources.routes.js';
export { sourcesPersonalData } from './sources.personal-data.js';
