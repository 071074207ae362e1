// Where posts come from: feeds that are fetched every hour, and pages whose address an editor enters.
// What they bring waits in an inbox, each thing once, until someone makes a draft of it or dismisses it.
export { addFeed, type AddedFeed } from './add-feed.js';
export { draftFromItem } from './draft-from-item.js';
export { fetchDueFeeds } from './fetch-due-feeds.js';
export { fetchFeed, type FetchOutcome } from './fetch-feed.js';
export { importPage, type ImportedPage } from './import-page.js';
export { sourcesJobs } from './sources.jobs.js';
export { sourcesRoutes } from './sources.routes.js';
