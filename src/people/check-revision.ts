import type { Types } from 'mongoose';
import { changedMeanwhile } from '../platform/data/revision.js';
import { findPeople } from './find-people.js';

/**
 * Refuses a form that was opened before the document changed.
 * @param revision of the document when the form was opened; undefined: any
 * @throws ChangedMeanwhile that names who changed it last
 */
export async function checkRevision(
  doc: { revision: number; revisedById?: Types.ObjectId | null },
  revision: number | undefined,
  actorId: string | undefined,
): Promise<void> {
  if (revision === undefined || revision === doc.revision) return;
  const by = doc.revisedById?.toString();
  throw changedMeanwhile({ by, actorId, name: by && (await findPeople([by])).get(by)?.name });
}
