// Participation guidelines: versions that editors publish, and who acknowledged which one when.
// Nobody shares before acknowledging the version in force.
export { disclosureFor } from './disclosures.js';
export {
  acknowledgementState,
  currentDisclosures,
  getDisclosures,
  hasAcknowledged,
  isGuidelinePublished,
} from './find-guidelines.js';
export { recordPastAcknowledgements } from './record-past-acknowledgements.js';
export { guidelinesNotices } from './guidelines.notices.js';
export { guidelinesRoutes } from './guidelines.routes.js';
export { publishGuideline } from './publish-guideline.js';
export { guidelinesPersonalData } from './guidelines.personal-data.js';
