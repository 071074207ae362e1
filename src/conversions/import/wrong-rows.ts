import type { Message } from '../../platform/errors.js';
import { partsFrom, WrongRow } from './import.model.js';

export interface ListedWrongRow {
  line: number;
  column: number | null;
  problem: Message;
  cells: string[];
}

const inOrder = (importId: string) => WrongRow.find(partsFrom(importId)).sort({ _id: 1 });

/** The first rows of a file that could not be used. */
export async function firstWrongRows(importId: string, most: number): Promise<ListedWrongRow[]> {
  return inOrder(importId).limit(most).lean<ListedWrongRow[]>();
}

/**
 * How many there are. While the file is stored, this includes rows of the trial that the import has not reached
 * yet.
 */
export async function countWrongRows(importId: string): Promise<number> {
  return WrongRow.countDocuments(partsFrom(importId));
}

const atOnce = 500;

/** All wrong rows, in parts. */
export async function* allWrongRows(importId: string): AsyncGenerator<ListedWrongRow[]> {
  let part: ListedWrongRow[] = [];
  for await (const row of inOrder(importId).lean<ListedWrongRow[]>().cursor({ batchSize: atOnce })) {
    part.push(row);
    if (part.length < atOnce) continue;
    yield part;
    part = [];
  }
  if (part.length) yield part;
}
