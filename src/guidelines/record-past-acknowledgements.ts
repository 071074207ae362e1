import { insertNew } from '../platform/data/insert-new.js';
import { Acknowledgement } from './guideline.model.js';

/** Stores who acknowledged which version in the past, many at once. */
export async function recordPastAcknowledgements(
  list: readonly { userId: string; version: number; at: Date }[],
): Promise<void> {
  await insertNew(
    Acknowledgement,
    list.map((one) => new Acknowledgement(one).toObject()),
  );
}
