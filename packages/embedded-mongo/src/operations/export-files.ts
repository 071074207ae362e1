import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BSON } from 'mongodb';
import { CommandError } from '../bson/errors.js';
import { isPlainObject, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** What stands in `NAME.metadata.json`, beside the documents in `NAME.jsonl`, one a line. */
export interface Metadata {
  collectionName: string;
  /** How many lines the file of documents has. */
  documents: number;
  options: Doc;
  /** As `listIndexes` tells them. */
  indexes: Doc[];
}

/** The file of the documents of a collection. */
export function documentsFile(dir: string, collection: string): string {
  return join(dir, `${encodeURIComponent(collection)}.jsonl`);
}

/** The file of the options and indexes of a collection. */
export function metadataFile(dir: string, collection: string): string {
  return join(dir, `${encodeURIComponent(collection)}.metadata.json`);
}

/** Canonical Extended JSON, which keeps every BSON type. */
export function toText(doc: Doc, space?: number): string {
  return BSON.EJSON.stringify(doc, { relaxed: false }, space);
}

/** Numbers keep their BSON types. Throws what JSON.parse and the types' own parsers throw. */
export function fromText(text: string): Doc {
  const value: unknown = BSON.EJSON.parse(text, { relaxed: false });
  if (isPlainObject(value)) return value;
  throw new Error('it is not a document');
}

/** The metadata of every collection in an export. Throws BadValue. */
export async function readMetadata(dir: string): Promise<Metadata[]> {
  const files = (await readdir(dir)).filter((file) => file.endsWith('.metadata.json')).sort();
  if (files.length === 0)
    throw new CommandError('BadValue', `${dir} is not an export: it has no *.metadata.json files`);
  return Promise.all(
    files.map(async (file) => {
      const doc = parsed(join(dir, file), await readFile(join(dir, file), 'utf8'));
      const { collectionName, indexes, options = {} } = doc;
      const documents = toNumber(doc.documents, NaN);
      if (typeof collectionName !== 'string' || !Array.isArray(indexes) || Number.isNaN(documents))
        throw new CommandError('BadValue', `${join(dir, file)} lacks collectionName, documents or indexes`);
      return { collectionName, documents, options: options as Doc, indexes: indexes as Doc[] };
    }),
  );
}

/** Throws BadValue naming the place. */
export function parsed(place: string, text: string): Doc {
  try {
    return fromText(text);
  } catch (error) {
    throw new CommandError('BadValue', `${place} is no Extended JSON: ${(error as Error).message}`);
  }
}

/** The lines of a file, which end in a newline and nothing else, as JSON may hold any other separator. */
export async function* lines(file: string): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 })) {
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      yield Buffer.concat([...rest, bytes.subarray(start, end)]).toString();
      rest = [];
      start = end + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString();
}
