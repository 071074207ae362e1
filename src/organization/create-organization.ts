import { isTimeZone } from '../platform/clock.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { guessRegion } from '../platform/text/regions.js';
import { Organization } from './organization.model.js';

export interface NewOrganization {
  name: string;
  timeZone: string;
  language?: string;
  /** By default that of the time zone. */
  region?: string;
  isSample?: boolean;
}

/** @throws InvalidInput for a zone that this machine does not know */
export function checkZone(zone: string): void {
  if (!isTimeZone(zone)) throw new InvalidInput({ timeZone: 'organization.time-zone-unknown' });
}

/** @throws NotAllowedNow when there is an organization already; InvalidInput for an unknown zone */
export async function createOrganization(input: NewOrganization): Promise<void> {
  checkZone(input.timeZone);
  try {
    const { timeZone, language = 'en' } = input;
    await Organization.create({ region: guessRegion(timeZone, language), ...input });
  } catch (error) {
    if (isDuplicateKey(error)) throw new NotAllowedNow('organization.exists');
    throw error;
  }
}
