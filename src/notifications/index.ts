// What we may send a person: their weekly digest subscription, unsubscribing without signing in, and the outbox
// where mail is kept while no relay is set. Whether and when is decided here; what stands in a mail is not.
export { claimDueSubscription, type Subscription } from './claim-due-subscription.js';
export { ensureSubscriptions } from './ensure-subscriptions.js';
export { findActiveSubscription } from './find-subscription.js';
export { notificationsOutsideRoutes, notificationsRoutes } from './notifications.routes.js';
export { unsubscribeHeaders, unsubscribeUrl } from './unsubscribe-headers.js';
