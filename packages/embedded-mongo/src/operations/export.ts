import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BSON } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import { CommandError } from '../bson/errors.js';
import { documentsFile, fromText, metadataFile, toText } from './export-files.js';
import { inUnfinished } from './unfinished.js';
import { decode } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** What became of a collection. */
export interface Moved {
  collection: string;
  documents: number;
  indexes: number;
}

/** Characters written at once. */
const CHUNK = 1 << 18;

/**
 * Writes all collections of a database into a new folder, as canonical Extended JSON, a document a line,
 * with their indexes beside them, and what views are made of. The folder appears when it is complete. Each
 * document is read back and compared with the original. Throws NamespaceExists if the folder holds anything,
 * BadValue for what Extended JSON cannot keep.
 */
export async function exportDatabase(db: Db, target: string): Promise<Moved[]> {
  const dir = resolve(target);
  if ((await readdir(dir).catch(nothingIfMissing)).length > 0)
    throw new CommandError('NamespaceExists', `${dir} holds files already; name a new folder`);
  await mkdir(dirname(dir), { recursive: true });
  return inUnfinished(dir, async (unfinished) => {
    const moved: Moved[] = [];
    for (const info of await db.listCollections({}, { nameOnly: false }).toArray()) {
      const { name, type, options = {} } = info;
      if (name.startsWith('system.')) continue;
      if (type !== 'collection' && type !== 'view')
        throw new CommandError('BadValue', `${name} is a ${type}, which can't be exported`);
      moved.push(await exportCollection(db.collection(name), options, unfinished));
    }
    await rename(unfinished, dir);
    return moved;
  });
}

function nothingIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

async function exportCollection(collection: Collection, options: Doc, dir: string): Promise<Moved> {
  const name = collection.collectionName;
  const isView = 'viewOn' in options;
  // With `raw` the driver hands out the bytes of each document, whatever the types say.
  const indexes = isView ? [] : await collection.listIndexes({ raw: true }).toArray();
  let documents = 0;
  async function* text(): AsyncGenerator<string> {
    let chunk = '';
    for await (const bytes of isView ? [] : collection.find({}, { raw: true, batchSize: 1000 })) {
      chunk += `${exact(name, bytes as unknown as Buffer)}\n`;
      documents += 1;
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
  const file = documentsFile(dir, name);
  await pipeline(Readable.from(text()), createWriteStream(file, { mode: 0o600, flush: true }));
  const metadata = {
    collectionName: name,
    documents,
    options,
    indexes: (indexes as unknown as Buffer[]).map(decode),
  };
  await writeFile(metadataFile(dir, name), `${toText(metadata, 2)}\n`, { mode: 0o600 });
  return { collection: name, documents, indexes: indexes.length };
}

function exact(collection: string, bytes: Buffer): string {
  const text = toText(decode(bytes));
  if (bytes.equals(BSON.serialize(fromText(text)))) return text;
  const where = `${collection}: ${text.slice(0, 200)}`;
  throw new CommandError('BadValue', `Extended JSON cannot keep this document exactly; change it: ${where}`);
}
