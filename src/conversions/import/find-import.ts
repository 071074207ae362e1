import { authorize, type SignedIn } from '../../people/index.js';
import { readId } from '../../platform/data/object-id.js';
import { NotFound } from '../../platform/errors.js';
import { ConversionImport, type ImportRecord } from './import.model.js';

/** @throws Forbidden; NotFound when there is no such import, or when it was deleted */
export async function findImport(actor: SignedIn, importId: string): Promise<ImportRecord> {
  authorize(actor, 'manage-conversions');
  const found = await ConversionImport.findById(readId(importId)).lean<ImportRecord>();
  if (!found) throw new NotFound();
  return found;
}

const mostListed = 20;

/** The latest imports that were begun and not deleted. */
export async function listImports(): Promise<ImportRecord[]> {
  return ConversionImport.find().sort({ takenAt: -1 }).limit(mostListed).lean<ImportRecord[]>();
}
