// What a person may be sent: their weekly digest subscription, unsubscribing without signing in, and the outbox
// where mail is stored without a relay. This feature decides whether and when a mail is sent, not what it says.
export { claimDueSubscriptions } from './claim-due-subscriptions.js';
export { ensureSubscriptions } from './ensure-subscriptions.js';
export { findActiveSubscription } from './find-subscription.js';
export { notificationsOutsideRoutes, notificationsRoutes } from './notifications.routes.js';
export { pauseUrl, unsubscribeHeaders, unsubscribeUrl } from './unsubscribe-headers.js';
