import { NotFound } from '../platform/errors.js';
import type { OrganizationView } from './get-organization.js';
import { Organization } from './organization.model.js';

/** @throws NotFound before there is an organization */
export async function updateOrganization(
  changes: Partial<
    Pick<OrganizationView, 'name' | 'timeZone' | 'language' | 'visibility' | 'clickDays' | 'targetHosts'>
  >,
): Promise<void> {
  const { matchedCount } = await Organization.updateOne({ only: true }, { $set: changes });
  if (!matchedCount) throw new NotFound();
}
