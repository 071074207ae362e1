import { ConversionImport, ImportPiece, importStates, partsFrom, WrongRow } from './import.model.js';

/** In these states the file is still read. */
const reading = ['taken', 'trying', 'tried', 'importing'] as const;

const next = { _id: 1 } as const;
const leftovers = [
  {
    states: reading,
    firstAfter: (after: string) =>
      ImportPiece.findOne({ _id: { $gt: after } }, next)
        .sort(next)
        .lean(),
    deleteOf: (importId: string) => ImportPiece.deleteMany(partsFrom(importId)),
  },
  {
    states: importStates,
    firstAfter: (after: string) =>
      WrongRow.findOne({ _id: { $gt: after } }, next)
        .sort(next)
        .lean(),
    deleteOf: (importId: string) => WrongRow.deleteMany(partsFrom(importId)),
  },
];

/**
 * Deletes what remains when a process ended while it deleted an import: files that nobody reads any more, and
 * wrong rows of imports that no longer exist. Returns the number of documents.
 */
export async function deleteLeftovers(stopping?: AbortSignal): Promise<number> {
  let deleted = 0;
  for (const { states, firstAfter, deleteOf } of leftovers)
    for (let after = ''; !stopping?.aborted;) {
      const part = await firstAfter(after);
      if (!part) break;
      const importId = part._id.split(':')[0]!;
      const isNeeded = await ConversionImport.exists({ _id: importId, state: { $in: states } });
      if (!isNeeded) deleted += (await deleteOf(importId)).deletedCount;
      after = `${importId};`;
    }
  return deleted;
}
