// Sending anything to anyone: each delivery is recorded, claimed, composed, handed over, and its outcome recorded.
// Other features say what is sent to whom; this one makes sure that it is sent once. See
// docs/develop/add-a-delivery.md.
export { deliveriesJobs } from './deliveries.jobs.js';
export { deliveriesPersonalData, forgetDeliveries } from './deliveries.personal-data.js';
export { deliveriesRoutes } from './deliveries.routes.js';
export { deliverNow } from './deliver-now.js';
export { type Delivery } from './delivery.model.js';
export { type Composed, type DeliveryKind, type NewDelivery } from './delivery-kind.js';
export {
  countOthers,
  countDeliveries,
  findLastSent,
  isAnySent,
  findOpenRecipients,
  type DeliveriesState,
} from './find-deliveries.js';
export { recordDeliveries } from './record-deliveries.js';
export { sendUnsentAgain } from './send-again.js';
export { sendDueDeliveries } from './send-due-deliveries.js';
