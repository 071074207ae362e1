import { isTimeZone } from '../platform/clock.js';
import { pendingNotice, type Notice } from '../platform/data/pending-notices.js';
import { InvalidInput } from '../platform/errors.js';
import { isDuplicateKey } from '../platform/data/duplicate-key.js';
import { getOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { create } from '../events/index.js';
import {
  authorize,
  personIdOf,
  type Actor,
  asPerson,
  nameFields,
  type Person,
  type Role,
  User,
  checkMailReach,
  cleanAddress,
} from '../people/index.js';
import { hashPassword } from './passwords.js';

export interface NewPerson {
  actor: Actor;
  name: string;
  email: string;
  roles: Role[];
  teamId: string | null;
  locationId?: string | null;
  /** Without it, the person can't sign in until they choose one through a link. */
  password?: string;
  /** IANA name; default: the organization's. */
  timeZone?: string;
  language?: string;
  status?: 'invited' | 'active';
  /** The mail to admins about it; its value `nameId` is added. */
  notice?: Notice;
}

/**
 * @throws Forbidden; InvalidInput when the address has an account already or the relay does not take it, or for an unknown
 *   zone
 */
export async function createPerson(services: Services, input: NewPerson): Promise<Person> {
  authorize(input.actor, 'manage-people');
  if (input.timeZone !== undefined && !isTimeZone(input.timeZone))
    throw new InvalidInput({ timeZone: 'people.time-zone-unknown' });
  const email = cleanAddress(input.email);
  await checkMailReach(services, email);
  const organization = await getOrganization();
  const { name, roles, teamId, locationId = null, password, status = 'active', notice } = input;
  try {
    // From the model, as the sample organization has fixed ids.
    const { _id } = new User();
    const about = notice && { ...notice, values: { ...notice.values, nameId: _id.toString() } };
    const values = {
      _id,
      ...nameFields(name),
      email,
      roles,
      teamId,
      locationId,
      status,
      passwordHash: password && (await hashPassword(password)),
      timeZone: input.timeZone ?? organization?.timeZone ?? 'UTC',
      language: input.language ?? organization?.language ?? 'en',
      joinedAt: services.clock.now(),
      ...(about && { pendingNotices: [pendingNotice(services, about)] }),
    };
    return asPerson(
      await create(services, User, { type: 'person.created', by: personIdOf(input.actor), values }),
    );
  } catch (error) {
    if (isDuplicateKey(error)) throw new InvalidInput({ email: 'sign-in.email-taken' });
    throw error;
  }
}
