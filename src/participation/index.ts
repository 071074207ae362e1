// Taking part, as facts that are stored for good: each preparing and posting, who was in which team since when, and
// what was offered to whom.
// Made from events, never changed afterwards.
export { offerReaction } from './record-offer.js';
export { membershipReaction } from './record-membership.js';
export { pauseReaction } from './record-pause.js';
export { participationReaction } from './record-participation.js';
export { participationPersonalData } from './participation.personal-data.js';
