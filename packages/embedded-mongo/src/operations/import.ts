import { createReadStream } from 'node:fs';
import type { Db } from 'mongodb';
import { CommandError } from '../bson/errors.js';
import { documentsFile, lines, parsed, readMetadata } from './export-files.js';
import type { Metadata } from './export-files.js';
import type { Moved } from './export.js';
import { equal } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** What goes to the database at once, whichever comes first; characters are those of the files. */
const BATCH = { documents: 1000, characters: 1 << 23 };

/**
 * Brings an export into a database that has no documents in these collections. Indexes come first, so
 * that what the target does not know is refused before anything is moved. The target's collections named in
 * `replaced` describe the data that was there, so they are emptied, whether the export has them or not. Throws
 * BadValue for a damaged export, NamespaceExists for a full target, and what the target answers.
 */
export async function importDatabase(dir: string, db: Db, replaced: string[] = []): Promise<Moved[]> {
  const all = await readMetadata(dir);
  for (const { collectionName, documents } of all) {
    const found = await countLines(documentsFile(dir, collectionName));
    if (found !== documents)
      throw new CommandError(
        'BadValue',
        `${collectionName} has ${found} documents where ${documents} were exported`,
      );
    if (!replaced.includes(collectionName) && (await db.collection(collectionName).findOne()))
      throw new CommandError(
        'NamespaceExists',
        `${db.databaseName}.${collectionName} holds documents already; drop it, or name another database`,
      );
  }
  for (const name of replaced) await db.collection(name).deleteMany({});
  for (const metadata of all) await prepare(db, metadata);
  for (const { collectionName } of all) await fill(db, collectionName, documentsFile(dir, collectionName));
  return all.map(({ collectionName, documents, indexes }) => ({
    collection: collectionName,
    documents,
    indexes: indexes.length,
  }));
}

async function countLines(file: string): Promise<number> {
  let [count, last] = [0, 10];
  for await (const chunk of createReadStream(file)) {
    const bytes = chunk as Buffer;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1;
    last = bytes.at(-1)!;
  }
  return last === 10 ? count : count + 1;
}

async function prepare(db: Db, { collectionName, options, indexes }: Metadata): Promise<void> {
  const exists = await db.listCollections({ name: collectionName }).hasNext();
  if (!exists) await db.command({ create: collectionName, ...options });
  const wanted = indexes.filter(({ key }) => !equal(key, { _id: 1 })).map(portable);
  if (wanted.length > 0) await db.command({ createIndexes: collectionName, indexes: wanted });
}

/** An index without what belongs to the server it was on. */
function portable({ v: _v, ns: _ns, storageEngine: _engine, background: _background, ...index }: Doc): Doc {
  return index;
}

async function fill(db: Db, name: string, file: string): Promise<void> {
  let [batch, characters, line]: [Doc[], number, number] = [[], 0, 0];
  const options = { forceServerObjectId: true, bypassDocumentValidation: true };
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await db.collection(name).insertMany(batch, options);
    [batch, characters] = [[], 0];
  };
  for await (const text of lines(file)) {
    batch.push(parsed(`${file}, line ${++line},`, text));
    characters += text.length;
    if (batch.length >= BATCH.documents || characters >= BATCH.characters) await flush();
  }
  await flush();
}
