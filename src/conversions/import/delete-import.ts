import type { Types } from 'mongoose';
import type { Services } from '../../services.js';
import { deleteLeftovers } from './delete-leftovers.js';
import { findImport } from './find-import.js';
import { ConversionImport, ImportPiece, partsFrom, WrongRow } from './import.model.js';

/** Deletes what belongs to an import: all of it, or only the file. */
export async function deleteParts(importId: Types.ObjectId, what: 'all' | 'file' = 'all'): Promise<void> {
  await ImportPiece.deleteMany(partsFrom(importId));
  if (what === 'all') await WrongRow.deleteMany(partsFrom(importId));
}

/**
 * Throws an import away in whatever state, with its file; who reads its rows stops with the next step. What it kept
 * of conversions stays.
 */
export async function deleteImport(importId: string): Promise<void> {
  const { _id } = await findImport(importId);
  await ConversionImport.deleteOne({ _id });
  await deleteParts(_id);
}

const hour = 60 * 60 * 1000;

/** A file that nobody goes on with is kept this long, and the table of an import with its wrong rows. */
export const retention = { fileHours: 24, tableDays: 30 };

/**
 * Deletes the files that nobody goes on with, imports that ended long ago, and what a crash left of deleted ones.
 * Returns how many imports.
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
    await deleteImport(_id.toString());
    deleted += 1;
  }
  await deleteLeftovers(stopping);
  return deleted;
}
