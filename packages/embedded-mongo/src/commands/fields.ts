import { CommandError, missingField, unknownField } from '../bson/errors.js';
import type { Doc } from '../bson/values.js';

/** What every command may carry. */
const generic = words(`
  $db $readPreference $clusterTime $client $audit $configServerState $configTime $topologyTime $queryOptions
  apiDeprecationErrors apiStrict apiVersion autocommit comment lsid maxTimeMS maxTimeMSOpOnly readConcern
  startTransaction stmtId stmtIds txnNumber txnRetryCounter writeConcern
`);

/** The fields of a command or of a document in one. */
interface Fields {
  /** What the store takes. */
  takes: string[];
  /** What MongoDB takes and the store does not: refused unless it is false or null. */
  lacks?: string[];
  /** What has to be there. */
  needs?: string[];
}

const cursor: Fields = { takes: ['batchSize'] };
const writing = 'ordered bypassDocumentValidation bypassEmptyTsReplacement let';
const findAndModify: Fields = {
  takes: words(`
    query fields sort hint collation arrayFilters remove update new upsert bypassDocumentValidation
    bypassEmptyTsReplacement let
  `),
};
const nothing: Fields = { takes: [] };

/**
 * All fields of all commands; after a point the fields of the documents in one. A command that is not here, as
 * the handshake, takes anything, since drivers add to it.
 */
const known: Record<string, Fields> = {
  aggregate: {
    takes: words('pipeline cursor explain allowDiskUse bypassDocumentValidation collation hint let'),
    needs: ['pipeline'],
  },
  'aggregate.cursor': cursor,
  buildInfo: nothing,
  buildinfo: nothing,
  bulkWrite: { takes: words(`ops nsInfo errorsOnly cursor ${writing}`) },
  'bulkWrite.cursor': cursor,
  'bulkWrite.nsInfo': { takes: ['ns'], needs: ['ns'] },
  'bulkWrite.insert': { takes: words('insert document'), needs: ['document'] },
  'bulkWrite.update': {
    takes: words(
      'update filter updateMods multi upsert upsertSupplied arrayFilters constants hint collation sort',
    ),
    needs: words('filter updateMods'),
  },
  'bulkWrite.delete': { takes: words('delete filter multi hint collation'), needs: ['filter'] },
  collMod: {
    takes: words('validator validationLevel validationAction'),
    lacks: words('index viewOn pipeline cappedSize cappedMax expireAfterSeconds timeseries'),
  },
  collStats: { takes: ['verbose'], lacks: ['scale'] },
  configureFailPoint: { takes: words('mode data') },
  count: { takes: words('query limit skip hint collation fields') },
  create: {
    takes: words('validator validationLevel validationAction viewOn pipeline autoIndexId idIndex'),
    lacks: words(`
      capped size max collation timeseries clusteredIndex expireAfterSeconds storageEngine
      indexOptionDefaults changeStreamPreAndPostImages encryptedFields temp
    `),
  },
  createIndexes: { takes: words('indexes commitQuorum ignoreUnknownIndexOptions') },
  dbStats: { takes: ['freeStorage'], lacks: ['scale'] },
  delete: { takes: words(`deletes ${writing}`) },
  'delete.deletes': { takes: words('q limit hint collation'), needs: words('q limit') },
  distinct: { takes: words('key query hint collation') },
  drop: nothing,
  dropDatabase: nothing,
  dropIndexes: { takes: ['index'], needs: ['index'] },
  endSessions: nothing,
  explain: { takes: ['verbosity'] },
  find: {
    takes: words(`
      filter projection sort hint skip limit batchSize singleBatch collation let allowDiskUse
      allowPartialResults noCursorTimeout oplogReplay
    `),
    lacks: words('tailable awaitData min max returnKey showRecordId'),
  },
  findAndModify,
  findandmodify: findAndModify,
  getMore: { takes: words('collection batchSize term') },
  groundswellBackup: nothing,
  insert: { takes: words(`documents ${writing}`) },
  killCursors: { takes: ['cursors'] },
  listCollections: { takes: words('filter nameOnly authorizedCollections cursor') },
  'listCollections.cursor': cursor,
  listDatabases: { takes: words('filter nameOnly authorizedDatabases') },
  listIndexes: { takes: ['cursor'] },
  'listIndexes.cursor': cursor,
  ping: nothing,
  saslStart: { takes: words('mechanism payload options autoAuthorize') },
  saslContinue: { takes: words('conversationId payload') },
  update: { takes: words(`updates ${writing}`) },
  'update.updates': {
    takes: words('q u c multi upsert upsertSupplied arrayFilters hint collation sort'),
    needs: words('q u'),
  },
};

/** Throws IDLUnknownField, IDLFailedToParse or NotImplemented for what a command may not say or leave out. */
export function checkCommand(name: string, body: Doc): void {
  check(name, body, [name, ...generic]);
  const { cursor: option } = body;
  if (Object.hasOwn(known, `${name}.cursor`) && option) check(`${name}.cursor`, option as Doc, []);
}

/** The same for each document under a field of a command, such as `update.updates`. */
export function checkEach(path: string, docs: readonly Doc[]): void {
  for (const doc of docs) check(path, doc, []);
}

function check(path: string, doc: Doc, more: readonly string[]): void {
  if (!Object.hasOwn(known, path)) return;
  const { takes, lacks = [], needs = [] } = known[path]!;
  for (const [name, value] of Object.entries(doc)) {
    if (takes.includes(name) || more.includes(name)) continue;
    if (!lacks.includes(name)) throw unknownField(path, name);
    if (value !== undefined && value !== null && value !== false)
      throw new CommandError('NotImplemented', `this store has no '${name}' for ${path}`);
  }
  const missing = needs.find((name) => !Object.hasOwn(doc, name));
  if (missing !== undefined) throw missingField(path, missing);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
