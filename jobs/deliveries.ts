import type { DeliveryKind } from '../src/deliveries/index.js';
import { noticeDeliveries } from '../src/notifications/index.js';
import { noticeKinds } from './notices.js';
import { digestDelivery } from '../src/digests/index.js';
import { accountNotice, invitation, passwordReset } from '../src/sign-in/index.js';

/** Everything that is sent to somebody. The table in docs/develop/add-a-delivery.md is printed from here. */
export const deliveryKinds: DeliveryKind[] = [
  passwordReset,
  accountNotice,
  invitation,
  digestDelivery,
  ...noticeDeliveries(noticeKinds),
];
