import { dropIndex } from './drop-index.js';
import { eachDocument } from './each-document.js';
import type { Migration } from './migration.js';

interface StoredUser {
  name: string;
  status: string;
  joinedAt: Date;
  invitedAt?: Date;
  nameStarts?: string[];
}

/**
 * Records when invited people got their invitation: until now, everybody got it when they were added. Stores how
 * the words of each name begin, by which people are found. Changed people are found by an index with their status, which
 * replaces one without it.
 */
export const migration: Migration = {
  number: 60,
  name: 'people-invited',
  async run(db) {
    const users = db.collection<StoredUser>('users');
    await eachDocument(users, ({ name, status, joinedAt, invitedAt, nameStarts }) => ({
      nameStarts: nameStarts ?? startsOf(name),
      ...(status === 'invited' && !invitedAt && { invitedAt: joinedAt }),
    }));
    await dropIndex(users, 'isChanged_1');
  },
};

/** The first two to five letters of each word of a name, without case and accents. */
function startsOf(name: string): string[] {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
  const starts = words.flatMap((word) => [2, 3, 4, 5].map((most) => [...word].slice(0, most).join('')));
  return [...new Set(starts)].filter((start) => [...start].length > 1);
}
