import { InvalidInput, type Message } from '../platform/errors.js';
import type { Services } from '../services.js';
import {
  recordConversion,
  type ConversionOutcome,
  type ConversionWay,
  type NewConversion,
} from '../tracking/index.js';
import { countRefusal } from './count-refusals.js';

/** What came of something told: its outcome, or a message for each field that can't be used. */
export type Told = ConversionOutcome | { outcome: 'refused'; fields: Record<string, Message> };

/** Reads and records a conversion. What can't be used is counted as refused, and nothing is kept of it. */
export async function tellConversion(
  services: Services,
  via: ConversionWay,
  read: () => NewConversion,
): Promise<Told> {
  try {
    return await recordConversion(services, read());
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    await countRefusal(services, { via, problem: Object.values(error.fields)[0]! });
    return { outcome: 'refused', fields: error.fields };
  }
}
