import type { Types } from 'mongoose';
import { authorize, type SignedIn } from '../../people/index.js';
import type { Services } from '../../services.js';
import { deleteLeftovers } from './delete-leftovers.js';
import { findImport } from './find-import.js';
import { ConversionImport, ImportPiece, partsFrom, WrongRow } from './import.model.js';

/** Deletes what belongs to an import: everything, or only its file. */
export async function deleteParts(importId: Types.ObjectId, what: 'all' | 'file' = 'all'): Promise<void> {
  await ImportPiece.deleteMany(partsFrom(importId));
  if (what === 'all') await WrongRow.deleteMany(partsFrom(importId));
}

/**
 * Deletes an import in any state, with its file. A process that reads its rows stops at its next step. The
 * conversions that it stored stay.
 * @throws Forbidden; NotFound
 */
export async function deleteImport(
  _services: Services,
  { actor, importId }: { actor: SignedIn; importId: string },
): Promise<void> {
  authorize(actor, 'manage-conversions');
  await deleteWithParts((await findImport(actor, importId))._id);
}

async function deleteWithParts(_id: Types.ObjectId): Promise<void> {
  await ConversionImport.deleteOne({ _id });
  await deleteParts(_id);
}

const hour = 60 * 60 * 1000;

/** How long a file is stored when nobody continues with it, and how long an import with its wrong rows. */
export const retention = { fileHours: 24, tableDays: 30 };

/**
 * Deletes files that nobody continues with, imports that ended long ago, and what crashes left of deleted imports.
 * Returns the number of imports.
 */
export async function forgetImports({ clock }: Services, stopping?: AbortSignal): Promise<number> {
  const before = (hours: number) => ({ $lt: new Date(clock.now().getTime() - hours * hour) });
  const old = await ConversionImport.find({
    $or: [
      { state: { $in: ['taken', 'tried'] }, since: before(retention.fileHours) },
      { state: { $in: ['imported', 'stopped'] }, since: before(retention.tableDays * 24) },
    ],
  })
    .select({ _id: 1 })
    .lean();
  let deleted = 0;
  for (const { _id } of old) {
    if (stopping?.aborted) break;
    await deleteWithParts(_id);
    deleted += 1;
  }
  await deleteLeftovers(stopping);
  return deleted;
}
