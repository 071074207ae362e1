// Sharing: an advocate takes an offered post to a network, with their own text and their own tracked link. They
// always post in the network's own composer. All networks are in one table (networks.ts).
export { countShares } from './count-shares.js';
export { recordPastShares, type RecordedPastShare } from './record-past-shares.js';
export { lastNetwork, listShares, sharedNetworks, usualNetworks, type ListedShare } from './find-shares.js';
export { networkLabel, networks, networksTable, type NetworkName } from './networks.js';
export { placementReaction } from './place-results.js';
export { postedQuestion } from './posted-question.js';
export { getShareFacts } from './share-facts.js';
export {
  findSharesForResults,
  firstDayOfShares,
  listSharesOfDays,
  type ShareForResults,
} from './shares-for-results.js';
export { sharingJobs } from './sharing.jobs.js';
export { firstWords } from './suggested-copy.js';
export { sharingNotices } from './sharing.notices.js';
export { sharingRoutes } from './sharing.routes.js';
export { sharingPersonalData } from './sharing.personal-data.js';
