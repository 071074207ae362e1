// A fictional organization with forty people and twelve weeks of history, so that the demo has something to show.
// People, guidelines and posts are data; pure functions plan what happened, and verbs record it.
export { loadSampleOrganization, type SignIn } from './load-sample-organization.js';
export { newsFeed } from './news-feed.js';
export { sampleState } from './sample-load.model.js';
