// How conversions are told: by a script or a pixel on the organization's sites, or by a server; and what became of each.
// What a conversion is attributed to, and its statistics, are tracking's.
export { apiKeyNotices } from './api-keys.js';
export { conversionsOutsideRoutes, conversionsRoutes } from './conversions.routes.js';
export { importJobs as conversionsJobs } from './import/import.jobs.js';
export { webhookSecretNotices } from './webhook-secret.js';
