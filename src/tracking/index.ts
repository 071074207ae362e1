// Tracked links, the redirect, and what came of it: clicks judged by the click rules, conversions, daily statistics.
// Nothing here knows a visitor: no address and no agent is stored, only a hash whose salt is gone soon after the day.
export { createTrackedLink, type NewTrackedLink } from './create-tracked-link.js';
export { linkOfUsualLength } from './link-address.js';
export { targetProblem } from './target-problem.js';
export { switchLinks, type LinkState } from './switch-links.js';
export { recordClick, recordClicks, type NewClick, type RecordedClick } from './record-click.js';
export { recordConversion, recordConversions, tryConversions } from './record-conversion.js';
export { checkConversion, type NewConversion, type UsableConversion } from './check-conversion.js';
export type { ConversionOutcome } from './judge-conversions.js';
export {
  conversionFilters,
  listConversions,
  listVoidable,
  type ConversionFilter,
  type ListedConversion,
} from './conversion-list.js';
export { voidConversions, type ConversionSelection } from './void-conversions.js';
export { signedClickIds } from './click-key.js';
export { clickParameter } from './conversion-parameter.js';
export { isByMachine } from './conversion-visit.js';
export { attributeAgain } from './attribute-again.js';
export { missReasons, type MissReason } from './attribution-rule.js';
export { conversionLimits, isCurrency } from './conversion-rules.js';
export { conversionText, currencyCode, readKind } from './conversion-text.js';
export { isOnSite, readSites } from './sites.js';
export { getConversionSettings, updateConversionSettings } from './conversion-settings.js';
export type { ConversionSettingsView } from './conversion-settings.js';
export { conversionDays, mostAccepted } from './conversion-settings.model.js';
export { updateDailyStatistics } from './update-daily-statistics.js';
export { countContributors, listContributors } from './contributors.js';
export {
  contributorsOf,
  dimensions,
  listContributorsOf,
  type Cell,
  type CellRows,
  type ContributorQuestion,
  type Dimension,
} from './cells.js';
export { sumStatistics, type Figures, type Question } from './sum-statistics.js';
export { findClickedShares, type ClickSpan } from './find-clicked-shares.js';
export { clicksOfLastDays, type DayOfClicks } from './clicks-of-last-days.js';
export { clickRuleRows, clickRulesTable } from './click-rules.view.js';
export { Redirect } from './redirect.js';
export { keepDraining } from './keep-draining.js';
export { isLinkHost, linkDomainRoutes } from './link-domain.routes.js';
export { redirectRoutes } from './tracking.routes.js';
export { lostVisits } from './lost-visit.model.js';
export { statisticsJobs } from './jobs.js';
export {
  conversionKinds,
  conversionWays,
  type ConversionKind,
  type ConversionWay,
} from './conversion.model.js';
export { offReasons, type OffReason, type Labels } from './tracked-link.model.js';
export type { Visit } from './describe-visit.js';
