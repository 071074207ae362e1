// Recognition: a person thanks a colleague for a result that they name. Private between the two, until who got it shows
// it to everybody. And the board of what counts for goals, for those who choose to stand on it. No points, no prizes, no
// counts of anybody's thanks; the mail that carries them is of `digests`.
export { giveThanks } from './give-thanks.js';
export { showThanks } from './move-thanks.js';
export { latestPublicThanks, listOwnThanks } from './find-thanks.js';
export { leaversThanksReaction } from './hide-thanks-of-leavers.js';
export { recognitionJobs } from './recognition.jobs.js';
export { recognitionNotices } from './recognition.notices.js';
export { recognitionPersonalData } from './recognition.personal-data.js';
export { recognitionRoutes } from './thanks.routes.js';
