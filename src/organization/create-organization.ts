import { isDuplicateKey, NotAllowedNow } from '../platform/errors.js';
import { Organization } from './organization.model.js';

export interface NewOrganization {
  name: string;
  timeZone: string;
  language?: string;
  isSample?: boolean;
}

/** @throws NotAllowedNow when there is an organization already: a deployment serves one */
export async function createOrganization(input: NewOrganization): Promise<void> {
  try {
    await Organization.create(input);
  } catch (error) {
    if (isDuplicateKey(error)) throw new NotAllowedNow('organization.exists');
    throw error;
  }
}
