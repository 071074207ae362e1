import { changeCurrent, type HistoryServices } from '../events/index.js';
import { noticesOf, pendingNotice } from '../platform/data/pending-notices.js';
import type { Services } from '../services.js';
import { authorize, checkRevision, personIdOf, type Actor, type SignedIn } from '../people/index.js';
import { checkZone } from './create-organization.js';
import type { OrganizationView } from './get-organization.js';
import { Organization, type Visibility } from './organization.model.js';

/** Mails to admins about the settings. */
export const organizationNotices = noticesOf(Organization);

type Settings = Pick<
  OrganizationView,
  | 'name'
  | 'timeZone'
  | 'language'
  | 'region'
  | 'visibility'
  | 'clickDays'
  | 'mastodonLimit'
  | 'utm'
  | 'targetHosts'
  | 'regularAt'
  | 'lapsedAt'
  | 'editorsEditGoals'
  | 'hasBoard'
>;

/**
 * Changes the settings. Admins get a mail when the visibility changes. Returns the visibility before and after.
 * @param input.revision of the settings when the actor opened them; without it, the change is made in any case
 * @throws Forbidden; NotFound before there is an organization; ChangedMeanwhile when somebody else was first;
 *   InvalidInput for an unknown zone
 */
export async function updateOrganization(
  services: HistoryServices,
  { actor, revision, ...changes }: Partial<Settings> & { actor: Actor; revision?: number },
): Promise<{ before: Visibility; after: Visibility }> {
  authorize(actor, 'manage-organization');
  if (changes.timeZone !== undefined) checkZone(changes.timeZone);
  const by = personIdOf(actor);
  let before: Visibility | undefined;
  await changeCurrent(services, Organization, { only: true }, async (known) => {
    await checkRevision(known, revision, by ?? undefined);
    before = known.visibility;
    const after = changes.visibility ?? before;
    const notice = after !== before && by && visibilityNotice(services, before, after, by);
    return {
      type: 'organization.changed',
      by,
      set: changes,
      ...(notice && { push: { pendingNotices: [notice] } }),
    };
  });
  return { before: before!, after: changes.visibility ?? before! };
}

/** Records whether editors write all posts themselves. @throws Forbidden; NotFound before there is an organization */
export async function chooseOwnPosts(
  services: HistoryServices,
  { actor, writesOwnPosts }: { actor: SignedIn; writesOwnPosts: boolean },
): Promise<void> {
  authorize(actor, 'manage-organization');
  await changeCurrent(services, Organization, { only: true }, () => ({
    type: 'organization.changed',
    by: actor.id,
    set: { writesOwnPosts },
  }));
}

const visibilityNotice = (
  services: Pick<Services, 'clock'>,
  before: Visibility,
  after: Visibility,
  byId: string,
) =>
  pendingNotice(services, {
    word: 'organization.notice-visibility',
    values: {
      byId,
      fromWord: `organization.visibility-${before}`,
      toWord: `organization.visibility-${after}`,
    },
  });
