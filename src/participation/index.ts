// Taking part, as facts that are stored for good: each preparing and posting, and who was in which team since when.
// Made from events, never changed afterwards.
export { membershipReaction } from './record-membership.js';
export { pauseReaction } from './record-pause.js';
export { participationReaction } from './record-participation.js';
export { participationPersonalData } from './participation.personal-data.js';
