// A fictional organization, so that the demo has something to show: 240 people and sixty weeks of history, or only the
// forty people and twelve weeks of its story. People, guidelines and posts are data; pure functions plan what happened.
// Verbs record the story; what there is much of is stored in bulk, as the verbs would have done.
export { whole as wholeSample } from './cast.js';
export { loadSampleOrganization, signIns as sampleSignIns, type SignIn } from './load-sample-organization.js';
export { newsFeed } from './news-feed.js';
export { sampleState } from './sample-load.model.js';
