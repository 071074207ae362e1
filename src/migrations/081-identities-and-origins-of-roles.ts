import type { ObjectId } from 'mongodb';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

interface StoredPerson {
  _id: ObjectId;
  passwordHash?: string;
  roles?: string[];
  identities?: { issuer: string; subject: string }[];
  roleGrants?: { role: string; origin: string }[];
}

/** Whoever has a password signs in by the issuer `local`, and admins gave all roles that there are. */
export const migration: Migration = {
  number: 81,
  name: 'identities-and-origins-of-roles',
  run: (db) =>
    eachDocument(db.collection<StoredPerson>('users'), ({ _id, passwordHash, roles = [], ...stored }) => {
      const { identities, roleGrants } = stored;
      const set = {
        ...(passwordHash && !identities && { identities: [{ issuer: 'local', subject: _id.toString() }] }),
        ...(!roleGrants && { roleGrants: roles.map((role) => ({ role, origin: 'hand' })) }),
      };
      return Object.keys(set).length ? set : undefined;
    }),
};
