import { isValidObjectId } from 'mongoose';
import { NotFound } from '../../platform/errors.js';
import { ConversionImport, type ImportRecord } from './import.model.js';

/** @throws NotFound when there is no such import, or no longer */
export async function findImport(importId: string): Promise<ImportRecord> {
  const found = isValidObjectId(importId)
    ? await ConversionImport.findById(importId).lean<ImportRecord>()
    : null;
  if (!found) throw new NotFound();
  return found;
}

const mostListed = 20;

/** The latest imports that were begun and not thrown away. */
export async function listImports(): Promise<ImportRecord[]> {
  return ConversionImport.find().sort({ takenAt: -1 }).limit(mostListed).lean<ImportRecord[]>();
}
