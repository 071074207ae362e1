import { ChangedMeanwhile, NotFound } from '../platform/errors.js';
import { atRevision } from '../platform/revision.js';
import { checkZone } from './create-organization.js';
import type { OrganizationView } from './get-organization.js';
import { Organization, type Visibility } from './organization.model.js';

type Settings = Pick<
  OrganizationView,
  'name' | 'timeZone' | 'language' | 'visibility' | 'clickDays' | 'targetHosts'
>;

/**
 * Changes the settings. Resolves with the visibility before and after.
 * @param revision of the settings when the person opened them; unless given, whatever is there is replaced
 * @throws NotFound before there is an organization; ChangedMeanwhile when somebody else was first; InvalidInput for an
 *   unknown zone
 */
export async function updateOrganization(
  changes: Partial<Settings>,
  revision?: number,
): Promise<{ before: Visibility; after: Visibility }> {
  if (changes.timeZone !== undefined) checkZone(changes.timeZone);
  const known = await Organization.findOneAndUpdate(
    { only: true, ...atRevision(revision) },
    { $set: changes, $inc: { revision: 1 } },
  ).lean();
  if (known) return { before: known.visibility, after: changes.visibility ?? known.visibility };
  throw (await Organization.exists({ only: true }))
    ? new ChangedMeanwhile('common.changed-meanwhile')
    : new NotFound();
}
