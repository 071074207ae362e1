import { collationOf } from '../bson/collation.js';
import type { Cursors } from './cursors.js';
import { CommandError, missingField } from '../bson/errors.js';
import { compileExpression } from '../expressions/compile.js';
import type { Conversation, Credential } from './scram.js';
import type { Collection, Storage } from '../storage/storage.js';
import { decode, encode, isPlainObject, MAX_DOCUMENT_BYTES } from '../bson/values.js';
import type { Doc, Fold } from '../bson/values.js';
import type { Reply } from './reply.js';

/** What the server knows about one connection. */
export interface Session {
  connectionId: number;
  authenticated: boolean;
  conversation?: Conversation | undefined;
}

/** What a command handler works with. */
export interface Context {
  storage: Storage;
  cursors: Cursors;
  session: Session;
  /** What clients prove to know. */
  credential: Credential;
  /** Fails commands on demand, in a store that was started for tests of drivers. */
  failPoint?: Failures | undefined;
  /** Copies the store into a new file while it goes on working. */
  backup: (path: string) => Promise<void>;
  /** Ends the connection without an answer. */
  hangUp: () => void;
  db: string;
  body: Doc;
}

/** Carries out one command. */
export type Handler = (context: Context) => Reply | Promise<Reply>;

/** What makes commands fail, as a test of a driver asks for it. */
export interface Failures {
  /** The command `configureFailPoint`. */
  configure: Handler;
  /** Runs a command, or fails it in the way that was asked for. */
  run: (context: Context, name: string, handler: Handler) => Promise<Reply>;
}

/** The collection name a command carries as its first value. Throws InvalidNamespace. */
export function collectionName({ body }: Context): string {
  const name = Object.values(body)[0];
  if (typeof name === 'string' && name !== '') return name;
  throw new CommandError('InvalidNamespace', 'collection name has invalid type or is empty');
}

/** The collection a command names, undefined if there is none. */
export function collectionOf(context: Context): Collection | undefined {
  return context.storage.collection(context.db, collectionName(context));
}

/** A document-valued option. Throws TypeMismatch. */
export function documentOption(body: Doc, name: string): Doc {
  const value = body[name] ?? {};
  if (isPlainObject(value)) return value;
  throw new CommandError('TypeMismatch', `Expected field ${name} to be of type object`);
}

/** How the collation of a command compares strings. Throws what `collationOf` throws. */
export function foldOption(body: Doc): Fold | undefined {
  return collationOf(body.collation);
}

/** The variables a command's `let` names, each computed from an expression of constants. */
export function variablesOf(body: Doc): Doc {
  if (body.let === undefined) return {};
  const sources = Object.entries(documentOption(body, 'let'));
  return Object.fromEntries(sources.map(([name, source]) => [name, compileExpression(source)({})]));
}

/** The items of a bulk command, which come as a document sequence or as an array in the body. */
export function itemsOf(body: Doc, name: string): (Buffer | Doc)[] {
  const items = body[name];
  if (!Array.isArray(items)) {
    throw missingField(Object.keys(body)[0]!, name);
  }
  if (items.length === 0 || items.length > 100_000) {
    const message = `Write batch sizes must be between 1 and 100000. Got ${items.length} operations.`;
    throw new CommandError('InvalidLength', message);
  }
  return items as (Buffer | Doc)[];
}

/** An item of a bulk command, decoded. */
export function asDocument(item: Buffer | Doc): Doc {
  return Buffer.isBuffer(item) ? decode(item) : item;
}

/** The bytes of a document to be stored. Throws BSONObjectTooLarge. */
export function encodeStored(doc: Doc): Buffer {
  const bytes = encode(doc);
  checkSize(bytes);
  return bytes;
}

/** Throws BSONObjectTooLarge. */
export function checkSize(bytes: Buffer): void {
  if (bytes.length <= MAX_DOCUMENT_BYTES) return;
  throw new CommandError(
    'BSONObjectTooLarge',
    `object to insert too large. size in bytes: ${bytes.length}, max size: ${MAX_DOCUMENT_BYTES}`,
  );
}
