import mongoose from 'mongoose';
import { getOrganization } from '../organization/index.js';
import { SampleLoad } from './sample-load.model.js';

/** The content of the database: empty, a real organization, part of the sample, or the whole sample. */
export type SampleState = 'empty' | 'real' | 'partial' | 'complete';

export async function sampleState(): Promise<SampleState> {
  const organization = await getOrganization();
  if (!organization) return 'empty';
  if (!organization.isSample) return 'real';
  const load = await SampleLoad.findOne({ only: true }).lean();
  return load?.completedAt ? 'complete' : 'partial';
}

/** Empties a database with part of the sample, and no other. */
export async function emptyPartialSample(): Promise<void> {
  if ((await sampleState()) !== 'partial') return;
  const all = await mongoose.connection.db!.collections();
  // The record of migrations is still true.
  const collections = all.filter(({ collectionName }) => !/^migration/.test(collectionName));
  // The organization is deleted last: if this is interrupted before, the database is still recognised as a sample.
  const isOrganization = (name: string) => name === 'organizations';
  for (const last of [false, true])
    for (const collection of collections.filter((one) => isOrganization(one.collectionName) === last))
      await collection.deleteMany({});
}
