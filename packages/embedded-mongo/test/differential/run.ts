import { BSON } from 'mongodb';
import type { Db, Document, MongoClient, MongoServerError } from 'mongodb';
import type { Case } from './generate.js';
import type { IndexSpec } from './generate-indexes.js';

const exact = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

/** What a case came to, as canonical Extended JSON: the reply and the documents afterwards. */
export type Answer = string;

export interface RunOptions {
  /** Only unique indexes are made, which is what a server needs to answer right. */
  onlyUnique?: boolean;
}

const LANES = 4;

/** The answers to all cases, in their order; each runs in a database of its own, some side by side. */
export async function runAll(
  client: MongoClient,
  name: string,
  cases: readonly Case[],
  options: RunOptions = {},
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = cases.entries();
  const lane = async (): Promise<void> => {
    for (const [i, asked] of waiting) answers[i] = await run(client.db(`${name}_${i}`), asked, options);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return answers;
}

async function run(db: Db, asked: Case, { onlyUnique = false }: RunOptions): Promise<Answer> {
  const { documents, others, indexes, command } = asked;
  const items = db.collection('items');
  for (const index of indexes) if (index.unique) await makeIndex(db, index);
  await items.insertMany(documents.map((doc) => ({ ...doc })));
  for (const index of indexes) if (!index.unique && !onlyUnique) await makeIndex(db, index);
  if (others) await db.collection('others').insertMany(others.map((doc) => ({ ...doc })));
  try {
    const reply = await outcome(db, command);
    if (reply.error !== undefined) return text(reply);
    const answer = relevant(command, reply);
    if (!writes.has(Object.keys(command)[0]!)) return text(answer);
    const left = await items.find({}, exact).toArray();
    return text({ ...answer, after: inOrder(left) });
  } finally {
    await db.dropDatabase();
  }
}

const PARALLEL_ARRAYS = 171;

/** Makes an index, unless the documents hold what no index of these fields can. */
async function makeIndex(db: Db, { key, ...options }: IndexSpec): Promise<void> {
  try {
    await db.collection('items').createIndex(key, options);
  } catch (error) {
    if ((error as MongoServerError).code !== PARALLEL_ARRAYS) throw error;
  }
}

const writes = new Set(['insert', 'update', 'findAndModify', 'delete']);

/** The reply, for a read the documents of all batches; or the error. */
async function outcome(db: Db, command: Document): Promise<Document> {
  try {
    if ('find' in command || 'aggregate' in command) {
      return { documents: await db.runCursorCommand(command, exact).setBatchSize(2).toArray() };
    }
    const reply = await db.command(command, exact);
    // How far one write on many documents got before its error is nothing to rely on.
    const [failure] = (reply.writeErrors ?? []) as Document[];
    return failure && itemsOf(command).length === 1 ? { error: errorClass(failure.code) } : reply;
  } catch (error) {
    const code = (error as MongoServerError).code;
    if (code === undefined) throw error;
    return { error: errorClass(code) };
  }
}

function itemsOf({ documents, updates, deletes }: Document): unknown[] {
  return (documents ?? updates ?? deletes ?? []) as unknown[];
}

/**
 * Errors that programs act upon, by their code; all the rest says that the request makes no sense. The
 * engine the answers are recorded from gives some codes in an encoding of its own.
 */
const distinguished: Record<number, string> = {
  1: 'InternalError',
  238: 'NotImplemented',
  11000: 'DuplicateKey',
  319029277: 'DuplicateKey',
};

function errorClass(code: unknown): string {
  return distinguished[Number(code)] ?? 'refused';
}

/** What of a reply is told: documents in the order asked for, or in one order where none is. */
function relevant(command: Document, reply: Document): Document {
  if ('documents' in reply) {
    const documents = reply.documents as Document[];
    return { documents: unordered(command) ? inOrder(documents) : documents.map(joinedInOrder) };
  }
  if ('values' in reply) return { values: inOrder(reply.values as unknown[]) };
  const told = ['n', 'nModified', 'value', 'upserted'].filter((name) => name in reply);
  const errors = ((reply.writeErrors ?? []) as Document[]).map(({ index, code }) => [
    Number(index),
    errorClass(code),
  ]);
  return {
    ...Object.fromEntries(told.map((name) => [name, reply[name] as unknown])),
    ...(errors.length > 0 && { errors }),
  };
}

/** Whether the last stages give no order, as a sort by the `_id` of what was joined does where one joins twice. */
export function unordered({ pipeline = [] }: Document): boolean {
  const last = (pipeline as Document[]).at(-1) ?? {};
  return '$group' in last || '$unionWith' in last || 'joined._id' in ((last.$sort ?? {}) as Document);
}

/** What a `$lookup` without a sort joins, in one order. */
function joinedInOrder(doc: Document): Document {
  return Array.isArray(doc.joined) ? { ...doc, joined: inOrder(doc.joined) } : doc;
}

function inOrder<T>(values: T[]): T[] {
  return [...values].sort((a, b) => (text({ a }) < text({ a: b }) ? -1 : 1));
}

/** An `_id` made for an upsert is another one each time. */
function text(value: Document): string {
  return BSON.EJSON.stringify(value, { relaxed: false }).replace(
    /"\$oid":"(?!65f0000000)[0-9a-f]{24}"/g,
    '"$oid":"made"',
  );
}
