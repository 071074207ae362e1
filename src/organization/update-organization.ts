import { changeCurrent, type HistoryServices } from '../events/index.js';
import { noticesOf, pendingNotice } from '../platform/data/pending-notices.js';
import { changedMeanwhile } from '../platform/data/revision.js';
import type { Services } from '../services.js';
import { checkZone } from './create-organization.js';
import type { OrganizationView } from './get-organization.js';
import { Organization, type Visibility } from './organization.model.js';

/** Mails to admins about the settings. */
export const organizationNotices = noticesOf(Organization);

type Settings = Pick<
  OrganizationView,
  'name' | 'timeZone' | 'language' | 'region' | 'visibility' | 'clickDays' | 'targetHosts'
>;

/**
 * Changes the settings. Admins get a mail when the visibility changes. Returns the visibility before and after.
 * @param seen who changes them, and the revision they opened; without it, the change is made in any case
 * @throws NotFound before there is an organization; ChangedMeanwhile when somebody else was first; InvalidInput
 *   for an unknown zone
 */
export async function updateOrganization(
  services: HistoryServices,
  changes: Partial<Settings>,
  seen?: { revision: number; by: { id: string; name: string } },
): Promise<{ before: Visibility; after: Visibility }> {
  if (changes.timeZone !== undefined) checkZone(changes.timeZone);
  let before: Visibility | undefined;
  await changeCurrent(services, Organization, { only: true }, (known) => {
    if (seen && seen.revision !== known.revision)
      throw changedMeanwhile({ by: known.revisedById, actorId: seen.by.id });
    before = known.visibility;
    const after = changes.visibility ?? before;
    const notice = after !== before && seen && visibilityNotice(services, before, after, seen.by.name);
    return {
      type: 'organization.changed',
      by: seen?.by.id ?? null,
      set: changes,
      ...(notice && { push: { pendingNotices: [notice] } }),
    };
  });
  return { before: before!, after: changes.visibility ?? before! };
}

/** Records whether editors write all posts themselves. @throws NotFound before there is an organization */
export async function chooseOwnPosts(
  services: HistoryServices,
  { writesOwnPosts, byId }: { writesOwnPosts: boolean; byId: string },
): Promise<void> {
  await changeCurrent(services, Organization, { only: true }, () => ({
    type: 'organization.changed',
    by: byId,
    set: { writesOwnPosts },
  }));
}

const visibilityNotice = (
  services: Pick<Services, 'clock'>,
  before: Visibility,
  after: Visibility,
  by: string,
) =>
  pendingNotice(services, {
    word: 'organization.notice-visibility',
    values: {
      by,
      fromWord: `organization.visibility-${before}`,
      toWord: `organization.visibility-${after}`,
    },
  });
