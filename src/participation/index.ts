// Taking part: its facts (each preparing and posting, who was in which team, what was offered to whom), which are
// stored for good; and what is made from them alone: closed weeks, the baseline, amplification, congruency.
export type { HeadCounts } from './head-counts.js';
export { getBaseline, readHeadCounts, type BaselineReport } from './get-baseline.js';
export { baselineFigure, regularsNews } from './baseline.view.js';
export { getCongruency } from './get-congruency.js';
export { getOwnRegularity, type OwnRegularity } from './get-own-regularity.js';
export { membershipReaction } from './record-membership.js';
export { offerReaction } from './record-offer.js';
export { pauseReaction } from './record-pause.js';
export { participationReaction } from './record-participation.js';
export { recordPastFacts } from './record-past-facts.js';
export { participationRoutes } from './participation.routes.js';
export { participationJobs } from './participation.jobs.js';
export { participationPersonalData } from './participation.personal-data.js';
