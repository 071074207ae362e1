import type { Services } from '../services.js';
import type { PendingEvent } from './history.js';

/** An event as it is stored once it is published. */
export interface StoredEvent extends PendingEvent {
  state: 'applied' | 'done' | 'parked';
  dueAt: Date;
  holder: string | null;
  failures: number;
  failedSince: Date | null;
  error: string | null;
}

/** What follows from an event. It may run more than once, so it must be idempotent for each event. */
export interface Reaction {
  name: string;
  /** The types of events that it follows. */
  to: readonly string[];
  about: string;
  /** Those of them that go before all others: somebody waits for what follows. */
  urgent?: readonly string[];
  run(services: Services, event: StoredEvent): Promise<unknown>;
}
