import { NotFound } from '../platform/errors.js';
import { checkZone } from './create-organization.js';
import type { OrganizationView } from './get-organization.js';
import { Organization, type Visibility } from './organization.model.js';

/**
 * Changes the settings. Resolves with the visibility before and after.
 * @throws NotFound before there is an organization; InvalidInput for an unknown zone
 */
export async function updateOrganization(
  changes: Partial<
    Pick<OrganizationView, 'name' | 'timeZone' | 'language' | 'visibility' | 'clickDays' | 'targetHosts'>
  >,
): Promise<{ before: Visibility; after: Visibility }> {
  if (changes.timeZone !== undefined) checkZone(changes.timeZone);
  const known = await Organization.findOneAndUpdate({ only: true }, { $set: changes }).lean();
  if (!known) throw new NotFound();
  return { before: known.visibility, after: changes.visibility ?? known.visibility };
}
