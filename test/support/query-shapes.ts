// Records each query that the product sends while tests run, and asks the database how it would answer it.
import { AsyncLocalStorage } from 'node:async_hooks';
import path from 'node:path';
import type { CommandStartedEvent, Document } from 'mongodb';
import mongoose from 'mongoose';
import { writePastChange } from './history-writes.js';
import { allowed } from './unindexed-queries.js';

/** What a command asks of one collection. */
export interface Query {
  collection: string;
  filter: Document;
  sort?: Document | undefined;
  limit?: number | undefined;
  /** The query without its values: the same index answers all that have one shape. */
  shape: string;
}

/** A query of the product, and the code that sent it. */
type Sent = Query & { by: string };

const isObject = (value: unknown): value is Document =>
  !!value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

const isEmpty = (filter: unknown) => !Object.keys(filter ?? {}).length;

/** The fields and operators of a filter. Null, true, false and patterns stay: an index may answer some of them only. */
export function shapeOf(filter: unknown): string {
  if (Array.isArray(filter)) {
    const shapes = new Set(filter.map(shapeOf));
    return shapes.size === 1 && shapes.has('?') ? '?' : `[${[...shapes].join(', ')}]`;
  }
  if (isObject(filter))
    return `{${Object.entries(filter)
      .map(([key, value]) => `${key}: ${shapeOf(value)}`)
      .join(', ')}}`;
  if (filter === null || typeof filter === 'boolean') return String(filter);
  return filter instanceof RegExp ? 'a pattern' : '?';
}

function queryOf(collection: string, verb: string, command: Document): Query {
  const filter = (command.filter ?? {}) as Document;
  const limit = command.limit as number | undefined;
  // The driver has it as a map.
  const sort =
    command.sort instanceof Map ? (Object.fromEntries(command.sort) as Document) : (command.sort as Document);
  const shape = `${verb} ${shapeOf(filter)}${isEmpty(sort) ? '' : ` sort ${JSON.stringify(sort)}`}${limit ? ' limit' : ''}`;
  return { collection, filter, sort, limit, shape };
}

/** The queries in a command. What writes needs an index as well, to find what it changes. */
export function queriesOf(name: string, command: Document): Query[] {
  const collection = String(command[name]);
  switch (name) {
    case 'find':
      return [queryOf(collection, name, command)];
    case 'distinct':
      return [queryOf(collection, name, { filter: command.query as unknown })];
    case 'count':
      // Without a filter, the database knows the number.
      return isEmpty(command.query) ? [] : [queryOf(collection, name, { filter: command.query as unknown })];
    case 'aggregate':
      return typeof command.aggregate === 'string' ? queriesOfPipeline(collection, command.pipeline) : [];
    case 'update':
      return (command.updates as Document[]).map(({ q }) =>
        queryOf(collection, name, { filter: q as unknown }),
      );
    case 'delete':
      // No index helps to empty a collection.
      return (command.deletes as Document[])
        .filter(({ q }) => !isEmpty(q))
        .map(({ q }) => queryOf(collection, name, { filter: q as unknown }));
    case 'findAndModify': {
      const { query: filter, sort } = command as { query?: Document; sort?: Document };
      return [queryOf(collection, name, { filter, sort, limit: 1 })];
    }
    default:
      return [];
  }
}

function queriesOfPipeline(collection: string, stages: unknown): Query[] {
  const pipeline = (stages ?? []) as Document[];
  const query: Document = {};
  for (const stage of pipeline) {
    if ('$match' in stage && !query.filter) query.filter = stage.$match as unknown;
    else if ('$sort' in stage && !query.sort) query.sort = stage.$sort as unknown;
    else {
      if ('$limit' in stage) query.limit = stage.$limit as unknown;
      break;
    }
  }
  const verb = isCount(pipeline.at(-1)) ? 'count' : 'aggregate';
  return [queryOf(collection, verb, query), ...pipeline.flatMap(queriesOfStage)];
}

/** As the driver counts documents. */
const isCount = (stage?: Document) => (stage?.$group as Document | undefined)?._id === 1;

/** What a stage of a pipeline asks of other collections. */
function queriesOfStage({ $lookup, $unionWith }: Record<string, unknown>): Query[] {
  if ($lookup) {
    const { from, foreignField, pipeline } = $lookup as Record<string, string>;
    if (foreignField) return [queryOf(from!, '$lookup', { filter: { [foreignField]: '' } })];
    return queriesOfPipeline(from!, pipeline);
  }
  if ($unionWith) {
    const { coll, pipeline } = (isObject($unionWith) ? $unionWith : { coll: $unionWith }) as Record<
      string,
      string
    >;
    return queriesOfPipeline(coll!, pipeline);
  }
  return [];
}

const project = path.resolve(import.meta.dirname, '../..');
const database = /\/node_modules\/(mongoose|mongodb|mquery|kareem)\//;

/** The code nearest to a call of the database, as `name (file)`; undefined when none is in sight. */
function callerIn(trace: Error): string | undefined {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  // The frames alone: looking up their source lines takes too long to be done for each query.
  Error.prepareStackTrace = (_error, frames) => frames;
  const frames = trace.stack as unknown as NodeJS.CallSite[];
  if (prepare) Object.defineProperty(Error, 'prepareStackTrace', prepare);
  else delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
  for (const frame of Array.isArray(frames) ? frames : []) {
    const file = frame.getFileName()?.replace(/^file:\/\//, '');
    if (!file?.startsWith('/') || database.test(file) || file === import.meta.filename) continue;
    const place = path.relative(project, file).replace(/\.js$/, '.ts');
    return `${frame.getFunctionName() ?? 'a function'} (${place})`;
  }
  return undefined;
}

function trace(limit: number): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = limit;
  const error = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** Where each query of mongoose was made: it is sent later, when nothing in sight leads back there. */
const made = new WeakMap<object, Error>();
const sending = new AsyncLocalStorage<Error | undefined>();

function rememberCallers(): void {
  const { Query, Aggregate, Model } = mongoose;
  const queries = Query.prototype as unknown as { collection: (this: object, ...args: unknown[]) => unknown };
  const { collection } = queries;
  // The constructor of a query calls this once.
  queries.collection = function (...args) {
    if (!made.has(this)) made.set(this, trace(12));
    return collection.apply(this, args);
  };
  const models = Model as unknown as { aggregate: (this: object, ...args: unknown[]) => object };
  const { aggregate } = models;
  models.aggregate = function (...args) {
    const result = aggregate.apply(this, args);
    made.set(result, trace(12));
    return result;
  };
  for (const { prototype } of [Query, Aggregate] as unknown as {
    prototype: { exec: (this: object, ...args: unknown[]) => unknown };
  }[]) {
    const { exec } = prototype;
    prototype.exec = function (...args) {
      return sending.run(made.get(this), () => exec.apply(this, args));
    };
  }
}

/** Where queries need no index: tests look at what came of something, and migrations read everything once. */
const exempt = /\((test|src\/migrations)\//;

const unexplained: Sent[] = [];
const known = new Set<string>();
let testFile = '';

const pastChange = new Set<string>();
/** An incomplete sample organization is deleted with its events, and what is created with a past has all of its own. */
const mayWrite = /sample-load\.model\.ts|events\/create-past\.ts/;

function callerOfNow(): string {
  const start = sending.getStore();
  return (start && callerIn(start)) ?? callerIn(trace(100)) ?? 'code that is not in sight';
}

function record({ commandName, command }: CommandStartedEvent): void {
  const past = writePastChange(commandName, command);
  const writer = past && callerOfNow();
  if (writer?.includes('(src/') && !mayWrite.test(writer) && !exempt.test(writer))
    pastChange.add(`${past}; written by ${writer}`);
  for (const query of queriesOf(commandName, command)) {
    const key = `${query.collection} ${query.shape}`;
    if (known.has(key)) continue;
    const by = callerOfNow();
    if (exempt.test(by)) continue;
    known.add(key);
    unexplained.push({ ...query, by: `${by}, first in ${testFile || 'a hook'}` });
  }
}

/** Lets tests hear each command of the connection that mongoose opens next. */
export function monitorCommands(): void {
  const connect = mongoose.connect.bind(mongoose);
  mongoose.connect = (uri, options) => connect(uri, { ...options, monitorCommands: true });
}

/** Records the queries of the connection that mongoose opens next. `monitorCommands` has to be called as well. */
export function recordQueries(): void {
  rememberCallers();
  mongoose.connection.on('commandStarted', record);
}

/** Says which file is tested from now on. */
export function setTestFile(file: string | undefined): void {
  testFile = path.relative(project, file ?? '').replace(/\.js$/, '.ts');
}

/** True when the winning plan of a command reads a whole collection. */
async function scans(command: Document): Promise<boolean> {
  const { queryPlanner } = await mongoose.connection.db!.command({ explain: command });
  const isScan = ({ stage, inputStage, inputStages = [] }: Document): boolean =>
    stage === 'COLLSCAN' ||
    [inputStage as Document | undefined, ...(inputStages as Document[])].some(
      (input) => input && isScan(input),
    );
  return isScan((queryPlanner as { winningPlan: Document }).winningPlan);
}

/** Why a query takes longer the more there is; undefined when it does not. */
export async function problemOf({ collection, filter, sort, limit }: Query): Promise<string | undefined> {
  if (isEmpty(filter) && !limit) return 'it reads all of the collection';
  // By its filter alone: an index for the order is read to its end when nothing fits.
  if (!isEmpty(filter) && (await scans({ find: collection, filter }))) return 'no index has its filter';
  if (!isEmpty(sort) && (await scans({ find: collection, filter, sort }))) return 'no index has its order';
  return undefined;
}

// A backup and an export read everything.
const isAllowed = (query: Sent) =>
  query.by.includes('packages/embedded-mongo/src/operations/') ||
  allowed.some(
    ({ collection, shape = query.shape }) => collection === query.collection && shape === query.shape,
  );

/** Throws when a query that was recorded since the last call has no index, or a write went past `change`. */
export async function checkQueries(): Promise<void> {
  const past = [...pastChange];
  pastChange.clear();
  if (past.length) throw new Error(`Fields with history that are written past change():\n${past.join('\n')}`);
  if (mongoose.connection.readyState !== mongoose.ConnectionStates.connected) return;
  await Promise.all(Object.values(mongoose.models).map((model) => model.init()));
  // A test that drops a collection drops its indexes as well.
  const existing = new Set((await mongoose.connection.db!.collections()).map((each) => each.collectionName));
  const problems: string[] = [];
  for (const query of unexplained.splice(0)) {
    if (!existing.has(query.collection) || isAllowed(query)) continue;
    const problem = await problemOf(query);
    if (problem) problems.push(`${query.collection}: ${query.shape}\n    ${problem}; sent by ${query.by}`);
  }
  if (problems.length) throw new Error(`Queries without an index:\n${problems.join('\n')}\n${advice}`);
}

const advice =
  'Give the model an index, or change the query. If it may stay, name it in test/support/unindexed-queries.ts.';
