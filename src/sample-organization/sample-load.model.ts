import mongoose, { model, Schema } from 'mongoose';
import { getOrganization } from '../organization/index.js';

/** The state of loading sample data: begun, and when it was complete. One document. */
export const SampleLoad = model(
  'SampleLoad',
  new Schema({
    only: { type: Boolean, default: true, unique: true },
    startedAt: { type: Date, required: true },
    completedAt: { type: Date, default: null },
  }),
);

/** What is in the database: nothing yet, an organization of somebody's, part of the sample, all of it. */
export type SampleState = 'empty' | 'real' | 'partial' | 'complete';

export async function sampleState(): Promise<SampleState> {
  const organization = await getOrganization();
  if (!organization) return 'empty';
  if (!organization.isSample) return 'real';
  const load = await SampleLoad.findOne({ only: true }).lean();
  return load?.completedAt ? 'complete' : 'partial';
}

/** Empties a database that holds part of the sample, and no other. */
export async function emptyPartialSample(): Promise<void> {
  if ((await sampleState()) !== 'partial') return;
  const all = await mongoose.connection.db!.collections();
  // Which migrations the database has is as true as before.
  const collections = all.filter(({ collectionName }) => !/^migration/.test(collectionName));
  // The organization goes last: cut off before, the database is still known as a sample's.
  const isOrganization = (name: string) => name === 'organizations';
  for (const last of [false, true])
    for (const collection of collections.filter((one) => isOrganization(one.collectionName) === last))
      await collection.deleteMany({});
}
