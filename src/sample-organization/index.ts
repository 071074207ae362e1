// A made-up company with forty people and twelve weeks of history, so that the demo has something to show.
// Its words are data (people, guidelines, posts); what happened is planned by pure functions and told through the verbs.
export { loadSampleOrganization, type SignIn } from './load-sample-organization.js';
export { newsFeed } from './news-feed.js';
export { sampleState } from './sample-load.model.js';
