import { rm } from 'node:fs/promises';
import path from 'node:path';
import { NotFound } from '../platform/errors.js';
import { createOrganization, getOrganization, updateOrganization } from '../organization/index.js';
import type { Services } from '../services.js';
import { createPerson } from './create-person.js';
import { logAccountEvent, type Person, roles, User } from '../people/index.js';
import { checkPassword } from './password-rules.js';
import { claimLink, giveBackLink, makeLink } from './single-use-links.js';

/** True once somebody can sign in: the first person is always an admin, and the last admin can't be removed. */
export async function isSetUp(): Promise<boolean> {
  // With every role, as the index begins with it.
  return Boolean(await User.exists({ roles: { $in: roles }, status: 'active' }));
}

/** A new link to set up the organization; null when that is done. */
export async function setUpLink(services: Services): Promise<string | null> {
  if (await isSetUp()) return null;
  const { token } = await makeLink(services, { purpose: 'set-up', userId: null });
  return `${services.publicUrl}/set-up/${token}`;
}

/** The file with the link, when the process has no terminal to print it on. */
export const setUpLinkFile = (env: Services['env']): string => path.join(env.DATA_DIR, 'set-up-link');

export interface SetUp {
  token: string;
  organization: { name: string; timeZone: string; language: string };
  admin: { name: string; email: string; password: string };
}

/**
 * Creates the organization and its first admin. The link works as a lock: only one caller gets it. If creating
 * either fails, the link is valid again, and the next try continues with what exists.
 * @throws NotFound when the link is not valid, InvalidInput for the password or the address
 */
export async function setUp(services: Services, input: SetUp): Promise<Person> {
  const { token, organization, admin } = input;
  checkPassword(admin.password, { ...admin, organizationName: organization.name });
  const link = await claimLink(services, { purpose: 'set-up', token });
  if (!link || (await isSetUp())) throw new NotFound();
  try {
    if (await getOrganization()) await updateOrganization(services, { actor: 'operator', ...organization });
    else await createOrganization(services, { actor: 'operator', ...organization });
    const { timeZone, language } = organization;
    const person = await createPerson(services, {
      actor: 'operator',
      ...admin,
      roles: ['advocate', 'admin'],
      teamId: null,
      timeZone,
      language,
    });
    await rm(setUpLinkFile(services.env), { force: true });
    logAccountEvent(services, 'organization-set-up', { personId: person.id });
    return person;
  } catch (error) {
    await giveBackLink(link);
    throw error;
  }
}
