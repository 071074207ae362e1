import type { Db, ObjectId } from 'mongodb';
import type { Migration } from './migration.js';

/** The collections whose documents have a history from now on. */
const collections = [
  ...['users', 'teams', 'organizations', 'topics', 'posts', 'shares', 'feeds', 'apikeys', 'subscriptions'],
  ...['guidelineversions', 'guidelinedrafts'],
];

interface StoredPerson {
  _id: ObjectId;
  revision: number;
  teamId?: ObjectId | null;
  status?: string;
  joinedAt?: Date;
}

const atOnce = 500;

/** People are taken to have had their team and status since they joined, and this is marked as assumed. */
async function assumeMemberships(db: Db): Promise<void> {
  const memberships = db.collection<{ _id: string }>('memberships');
  let after: ObjectId | undefined;
  for (;;) {
    const people = await db
      .collection<StoredPerson>('users')
      .find(after ? { _id: { $gt: after } } : {})
      .sort({ _id: 1 })
      .limit(atOnce)
      .toArray();
    if (!people.length) return;
    after = people.at(-1)!._id;
    await memberships.bulkWrite(
      people.map(({ _id, revision, teamId = null, status = 'active', joinedAt = new Date(0) }) => ({
        updateOne: {
          filter: { _id: `assumed/${_id.toString()}` },
          update: {
            $setOnInsert: {
              ...{ personId: _id, revision, teamId, status },
              ...{ from: joinedAt, to: null, isAssumed: true },
            },
          },
          upsert: true,
        },
      })),
    );
  }
}

/** Numbers the documents of kinds with history, and stores the memberships that are known. */
export const migration: Migration = {
  number: 70,
  name: 'documents-with-history',
  async run(db) {
    for (const name of collections)
      await db
        .collection(name)
        .updateMany({ $or: [{ revision: 0 }, { revision: null }] }, { $set: { revision: 1 } });
    await assumeMemberships(db);
  },
};
