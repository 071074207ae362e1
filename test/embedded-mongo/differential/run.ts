import { BSON } from 'mongodb';
import type { Db, Document, MongoServerError } from 'mongodb';
import type { Case } from './generate.js';

const exact = { promoteValues: false, promoteLongs: false, bsonRegExp: true };

/** What a case came to, as canonical Extended JSON: the reply and the documents afterwards. */
export type Answer = string;

const LANES = 4;

/** The answers to all cases, in their order; some cases run side by side. */
export async function runAll(db: Db, cases: readonly Case[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = cases.entries();
  const lane = async (): Promise<void> => {
    for (const [i, asked] of waiting) answers[i] = await run(db, `case${i}`, asked);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return answers;
}

/** Runs a case on a collection of its own and drops it. */
async function run(db: Db, collection: string, { documents, command }: Case): Promise<Answer> {
  await db.collection(collection).insertMany(documents.map((doc) => ({ ...doc })));
  const verb = Object.keys(command)[0]!;
  const view = computes(command) ? byValue : (value: unknown): unknown => value;
  try {
    const reply = await outcome(db, { ...command, [verb]: collection });
    if (reply.error !== undefined) return text(reply);
    const answer = relevant(command, view(reply) as Document);
    if (!writes.has(verb)) return text(answer);
    const left = await db.collection(collection).find({}, exact).toArray();
    return text({ ...answer, after: inOrder(view(left) as Document[]) });
  } finally {
    await db.collection(collection).drop();
  }
}

const writes = new Set(['update', 'findAndModify', 'delete']);

/** The reply, or the error; how far a write on many documents got before it is nothing to rely on. */
async function outcome(db: Db, command: Document): Promise<Document> {
  try {
    const reply = await db.command(command, exact);
    const [failure] = (reply.writeErrors ?? []) as Document[];
    return failure ? { error: errorClass(failure.code) } : reply;
  } catch (error) {
    const code = (error as MongoServerError).code;
    if (code === undefined) throw error;
    return { error: errorClass(code) };
  }
}

/** Errors that programs act upon, by their code; all the rest says that the request makes no sense. */
const distinguished: Record<number, string> = {
  1: 'InternalError',
  238: 'NotImplemented',
  11000: 'DuplicateKey',
};

function errorClass(code: unknown): string {
  return distinguished[Number(code)] ?? 'refused';
}

function relevant(command: Document, reply: Document): Document {
  if ('cursor' in reply) {
    const documents = (reply.cursor as Document).firstBatch as Document[];
    const grouped = 'aggregate' in command && '$group' in ((command.pipeline as Document[]).at(-1) ?? {});
    return { documents: grouped ? inOrder(documents) : documents };
  }
  if ('values' in reply) return { values: inOrder(reply.values as unknown[]) };
  const told = ['n', 'nModified', 'value'].filter((name) => name in reply);
  const made = Array.isArray(reply.upserted) ? { made: reply.upserted.length } : {};
  return { ...Object.fromEntries(told.map((name) => [name, reply[name] as unknown])), ...made };
}

/** Whether a pipeline made the answer: this store gives its numbers the narrowest type that holds them. */
function computes({ aggregate, update, updates }: Document): boolean {
  const [statement] = (updates ?? []) as Document[];
  return aggregate !== undefined || Array.isArray(statement ? statement.u : update);
}

function byValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byValue);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const type = (value as { _bsontype?: string })._bsontype;
  if (['Int32', 'Double', 'Long', 'Decimal128'].includes(type ?? ''))
    return new BSON.Double(Number(value) + 0);
  if (type !== undefined) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, byValue(member)]));
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
