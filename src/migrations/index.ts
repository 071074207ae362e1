// The migrations in the order they run. Append only: a released number never changes its name or meaning.
import { migration as unverifiedConversions } from './002-unverified-conversions.js';
import { migration as deleteAttempts } from './003-delete-attempts.js';
import { migration as eraseVisitorSalts } from './004-erase-visitor-salts.js';
import { migration as numberChangesOfPosts } from './005-number-changes-of-posts.js';
import { migration as lastDaysAsDays } from './006-last-days-as-days.js';
import { migration as postedShares } from './007-posted-shares.js';
import { migration as numberGuidelineDrafts } from './010-number-guideline-drafts.js';
import { migration as changedPeople } from './025-changed-people.js';
import { migration as trimConversionIds } from './031-trim-conversion-ids.js';
import { migration as wordsFollowTheirFeatures } from './040-words-follow-their-features.js';
import { migration as approvedTitlesAndLastDays } from './041-approved-titles-and-last-days.js';
import { migration as regions } from './042-regions.js';
import { migration as peopleInvited } from './060-people-invited.js';
import { migration as documentsWithHistory } from './070-documents-with-history.js';
import { migration as deliveries } from './071-deliveries.js';
import { migration as locations } from './073-locations.js';
import { migration as classesOfReferrers } from './074-classes-of-referrers.js';
import { migration as conversionsWithHistory } from './080-conversions-with-history.js';
import { migration as identitiesAndOriginsOfRoles } from './081-identities-and-origins-of-roles.js';
import { migration as participationsOfEarlierShares } from './085-participations-of-earlier-shares.js';
import { migration as resultsFollowTheirPosts } from './086-results-follow-their-posts.js';
import { migration as offersOfPosts } from './087-offers-of-posts.js';
import { migration as publisherUtm } from './090-publisher-utm.js';
import { migration as campaignsOfShares } from './093-campaigns-of-shares.js';
import { migration as claims } from './103-claims.js';
import { migration as markDaysForRollups } from './110-mark-days-for-rollups.js';
import { migration as postsTraceToTactics } from './115-posts-trace-to-tactics.js';
import type { Migration } from './migration.js';

export const migrations: Migration[] = [
  unverifiedConversions,
  deleteAttempts,
  eraseVisitorSalts,
  numberChangesOfPosts,
  lastDaysAsDays,
  postedShares,
  numberGuidelineDrafts,
  changedPeople,
  trimConversionIds,
  wordsFollowTheirFeatures,
  approvedTitlesAndLastDays,
  regions,
  peopleInvited,
  documentsWithHistory,
  deliveries,
  locations,
  classesOfReferrers,
  conversionsWithHistory,
  identitiesAndOriginsOfRoles,
  participationsOfEarlierShares,
  resultsFollowTheirPosts,
  offersOfPosts,
  publisherUtm,
  campaignsOfShares,
  claims,
  markDaysForRollups,
  postsTraceToTactics,
];
