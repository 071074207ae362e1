import { Types } from 'mongoose';
import { findActivePerson } from '../../src/people/find-people.js';
import type { Person } from '../../src/people/index.js';
import type { Role } from '../../src/people/permissions.js';

/** Somebody with these roles, as verbs are given who acts. Without an id, nobody who is stored. */
export const acting = (roles: Role | Role[], id: string = new Types.ObjectId().toString()) => ({
  id,
  name: 'Somebody',
  roles: [roles].flat(),
  teamId: null,
});

/** The person with this id as they are stored. */
export const actorOf = async (id: string): Promise<Person> => (await findActivePerson(id))!;
