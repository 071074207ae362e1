import { changeCurrent } from '../events/index.js';
import { NotAllowedNow } from '../platform/errors.js';
import { translate } from '../platform/text/words.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import {
  authorize,
  grantedByHand,
  isAuthorized,
  logAccountEvent,
  nameFields,
  User,
  type SignedIn,
} from '../people/index.js';

/** The event after which every feature deletes what it holds of the person. */
export const personErased = 'person.erased';

/**
 * Takes from a person their name, address, password and access, for good. What they did stays, under a name that says
 * nothing; what else is stored of them is deleted by the reaction to the event. Idempotent.
 * @throws Forbidden for anybody but the person and admins; NotFound; NotAllowedNow for an admin who was not
 *   deactivated: the role has to be taken away first
 */
export async function erasePerson(
  services: Services,
  { actor, userId }: { actor: SignedIn; userId: string },
): Promise<void> {
  if (!isAuthorized(actor, 'manage-own-account', { ownerId: userId })) authorize(actor, 'manage-people');
  const organization = await getOrganization();
  const language = organization?.language ?? 'en';
  const name = translate(language, 'personal-data.erased-name');
  const blank = {
    ...nameFields(name),
    email: `erased-${userId}@erased.invalid`,
    status: 'erased' as const,
    roles: ['advocate' as const],
    roleGrants: grantedByHand(['advocate']),
    topicIds: [],
    timeZone: organization?.timeZone ?? 'UTC',
    language,
  };
  const erased = await changeCurrent(services, User, { _id: userId }, ({ status, roles }) => {
    if (status === 'erased') return null;
    // Taking the role away can be undone if no other admin is left; this can't.
    if (roles.includes('admin') && status !== 'deactivated')
      throw new NotAllowedNow('personal-data.erase-admin');
    return {
      type: personErased,
      by: actor.id,
      set: blank,
      unset: ['passwordHash', 'identities', 'teamId', 'locationId', 'statusBefore', 'invitedById'],
      inc: { sessionVersion: 1 },
    };
  });
  if (erased) logAccountEvent(services, 'person-erased', { personId: userId, byId: actor.id });
}
