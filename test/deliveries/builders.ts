import type { DeliveryKind } from '../../src/deliveries/index.js';
import { recordDeliveries } from '../../src/deliveries/index.js';
import { DeliveryRow, type Delivery } from '../../src/deliveries/delivery.model.js';
import type { TestServices } from '../support/services.js';

export const minutes = 60_000;

/** A kind of deliveries whose recipients are addresses. */
export const letter = (overrides: Partial<DeliveryKind> = {}): DeliveryKind => ({
  name: 'letter',
  about: 'a letter of the tests',
  label: 'digests.delivery',
  pauses: [1 * minutes, 5 * minutes],
  stored: { open: 7, failed: 30, ended: 30 },
  compose: (_services, { recipient }) =>
    Promise.resolve({ to: { name: '', address: recipient }, subject: 'Hello', html: '', text: 'Hello' }),
  ...overrides,
});

/** Records a letter to each of these addresses. */
export const recordLetters = (services: TestServices, kind: DeliveryKind, addresses: string[]) =>
  recordDeliveries(
    services,
    kind,
    addresses.map((recipient) => ({ reason: 'letter/1', recipient })),
  );

export const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `reader-${n}@example.com`);

export const theDelivery = (): Promise<Delivery> => DeliveryRow.findOne().orFail().lean<Delivery>().exec();

export const later = (services: TestServices, ms: number): void =>
  services.setNow(new Date(services.clock.now().getTime() + ms));

/** Five hundred times as fast, so that leases end within the test. */
export const attackedClock = (began: number) => ({
  now: () => new Date(began + (Date.now() - began) * 500),
});
