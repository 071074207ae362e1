// What a person may be sent: their weekly digest subscription, unsubscribing without signing in, and the outbox
// where mail is stored without a relay. This feature decides whether and when a mail is sent, not what it says.
export { claimDueSubscriptions } from './claim-due-subscriptions.js';
export { noticesTable, type NoticeKind } from './notice-kinds.js';
export { noticeDeliveries } from './notice-mail.js';
export { endNotices, noticesReaction, notify } from './notify.js';
export { countUnread, mostUnread } from './read-notices.js';
export { ensureSubscriptions } from './ensure-subscriptions.js';
export { findActiveSubscription } from './find-subscription.js';
export { notificationsOutsideRoutes, notificationsRoutes } from './notifications.routes.js';
export { pauseUrl, unsubscribeHeaders, unsubscribeUrl } from './unsubscribe-headers.js';
export { notificationsPersonalData } from './notifications.personal-data.js';
