import { createTestServices } from './services.js';
import { hash } from '@node-rs/argon2';
import { createOrganization, getOrganization } from '../../src/organization/index.js';
import type { Role } from '../../src/people/permissions.js';
import { Team, User } from '../../src/people/user.model.js';

let sequence = 0;
const next = () => (sequence += 1);

/** The password of everybody a builder makes. */
export const password = 'a good long password';
// A hash says itself what it costs: this one is checked in a thousandth of the time that real ones take.
let passwordHash: string | undefined;

/** Makes sure that there is an organization: Acme, Berlin time. */
export async function buildOrganization(): Promise<void> {
  if (!(await getOrganization()))
    await createOrganization(createTestServices(), {
      actor: 'operator',
      name: 'Acme',
      timeZone: 'Europe/Berlin',
    });
}

export async function buildTeam(overrides: { name?: string } = {}): Promise<{ id: string; name: string }> {
  const team = await Team.create({ name: `Team ${next()}`, ...overrides });
  return { id: team.id, name: team.name };
}

/** An active person with `password` in an organization; an advocate by default. */
export async function buildUser(
  overrides: {
    name?: string;
    email?: string;
    roles?: Role[];
    teamId?: string;
    locationId?: string;
    topicIds?: string[];
    timeZone?: string;
  } = {},
) {
  await buildOrganization();
  passwordHash ??= await hash(password, { memoryCost: 8, timeCost: 1 });
  const n = next();
  const user = await User.create({
    name: `Person ${n}`,
    email: `person-${n}@example.com`,
    passwordHash,
    roles: ['advocate'],
    timeZone: 'Europe/Berlin',
    joinedAt: new Date('2026-01-05T08:00:00Z'),
    ...overrides,
  });
  const { id, name, email, roles } = user;
  return { id, name, email, roles, teamId: overrides.teamId ?? null };
}
