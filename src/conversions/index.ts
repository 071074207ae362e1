// Conversions: how they are reported (script, pixel, server call, import), which click each is attributed to,
// and how they are listed and voided. What a browser reports is unverified.
export { apiKeyNotices } from './api-key.model.js';
export { conversionsNotices } from './conversions.notices.js';
export { conversionsOutsideRoutes, conversionsRoutes } from './conversions.routes.js';
export { importJobs as conversionsJobs } from './import/import.jobs.js';
export { webhookSecretNotices } from './webhook-secret.model.js';
export { attributeAgain } from './attribute-again.js';
export type { MissReason } from './attribution-rule.js';
export { listConversions } from './conversion-list.js';
export { aroundClickId } from './conversion-parameter.js';
export { getConversionSettings, updateConversionSettings } from './conversion-settings.model.js';
export { isByMachine } from './conversion-visit.js';
export {
  Conversion,
  conversionKinds,
  type ConversionKind,
  type ConversionRecord,
  type ConversionWay,
} from './conversion.model.js';
export { countConversions } from './count-conversions.js';
export { recordConversion } from './record-conversion.js';
export { hostsOf } from './sites.js';
export { voidConversions } from './void-conversions.js';
export { conversionsPersonalData } from './conversions.personal-data.js';
