import { isTimeZone } from '../platform/clock.js';
import { InvalidInput, NotAllowedNow } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { guessRegion } from '../platform/text/regions.js';
import { create, type HistoryServices } from '../events/index.js';
import { authorize, personIdOf, type Actor } from '../people/index.js';
import { Organization } from './organization.model.js';

export interface NewOrganization {
  actor: Actor;
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

/** @throws Forbidden; NotAllowedNow when there is an organization already; InvalidInput for an unknown zone */
export async function createOrganization(
  services: HistoryServices,
  { actor, ...input }: NewOrganization,
): Promise<void> {
  authorize(actor, 'manage-organization');
  checkZone(input.timeZone);
  try {
    const { timeZone, language = 'en' } = input;
    await create(services, Organization, {
      type: 'organization.created',
      by: personIdOf(actor),
      values: { region: guessRegion(timeZone, language), ...input },
    });
  } catch (error) {
    if (isDuplicateKey(error)) throw new NotAllowedNow('organization.exists');
    throw error;
  }
}
