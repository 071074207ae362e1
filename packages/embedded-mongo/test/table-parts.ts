import type { Database, RootDatabase } from 'lmdb';
import { partNames } from '../src/storage/tables.js';
import type { TableName } from '../src/storage/tables.js';

const binary = { encoding: 'binary', keyEncoding: 'binary' } as const;

/** The LMDB tables behind one of the store's, past its checks. */
export function partsOf(env: RootDatabase<Buffer, Buffer>, name: TableName): Database<Buffer, Buffer>[] {
  return partNames(name).map((part) => env.openDB<Buffer, Buffer>(part, binary));
}
