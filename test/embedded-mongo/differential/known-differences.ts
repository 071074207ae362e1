import { BSON } from 'mongodb';
import type { Document } from 'mongodb';
import type { Case } from './generate.js';
import type { Answer } from './run.js';

/**
 * Where the engine the answers are compared with (DocumentDB 1.0) is known not to do as MongoDB documents.
 * The store follows MongoDB; each entry has been decided by hand.
 */
export interface KnownDifference {
  name: string;
  /** What MongoDB does, and the engine does not. */
  reason: string;
  /** A command that shows it, on a collection that holds what the comment after it says. */
  shows: string;
  /** Whether it is what makes the two answers to a case differ. */
  explains: (asked: Case, ours: Document, theirs: Document) => boolean;
}

function mentions(value: unknown, pattern: RegExp): boolean {
  return pattern.test(BSON.EJSON.stringify(value ?? null, { relaxed: false }));
}

interface Statement {
  update?: unknown;
  upsert?: unknown;
}

const statementOf = ({ command }: Case): Statement => {
  const [statement] = (command.updates ?? []) as { u: unknown; upsert: unknown }[];
  return statement ? { update: statement.u, upsert: statement.upsert } : command;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** With the fields of all documents in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, withoutNulls(each)]])),
  );
}

/** Groups without what `$first`, `$last` and `$push` gave them. */
function withoutOrdered({ pipeline }: Document, { documents }: Document): unknown {
  const group = (pipeline as Document[]).at(-1)?.$group as Record<string, Document> | undefined;
  const ordered = ['$first', '$last', '$push'];
  const dropped = Object.keys(group ?? {}).filter((name) =>
    ordered.includes(Object.keys(group![name] ?? {})[0] ?? ''),
  );
  return ((documents ?? []) as Document[]).map((doc) =>
    Object.fromEntries(Object.entries(doc).filter(([name]) => !dropped.includes(name))),
  );
}

const touchedNothing = ({ documents, n, value }: Document): boolean => {
  return (
    same(n, { $numberInt: '0' }) ||
    same(n, { $numberDouble: '0.0' }) ||
    value === null ||
    (Array.isArray(documents) && documents.length === 0)
  );
};

export const knownDifferences: KnownDifference[] = [
  {
    name: 'requests are checked late',
    reason: 'MongoDB refuses a projection or update that contradicts itself also where no document matches.',
    shows: '{ find, filter: { _id: 0 }, projection: { a: 1, "a.b": 1 } } // any collection',
    explains: (asked, ours, theirs) =>
      ours.error === 'refused' &&
      (touchedNothing(theirs) ||
        mentions(statementOf(asked).update, /"\$setOnInsert"/) ||
        mentions(asked.command.pipeline, /"\$count"/)),
  },
  {
    name: 'upserts by $expr',
    reason: 'MongoDB refuses `$expr` in the filter of an upsert also where a document matches.',
    shows: '{ update, updates: [{ q: { $expr: true }, u: { $set: { a: 1 } }, upsert: true }] } // { _id: 1 }',
    explains: (asked, ours) =>
      ours.error === 'refused' && Boolean(statementOf(asked).upsert) && mentions(asked.command, /"\$expr"/),
  },
  {
    name: 'positions checked early',
    reason:
      'MongoDB asks for a position when a document matches, not before, and takes it from any branch of `$or`.',
    shows: '{ update, updates: [{ q: { $expr: false }, u: { $set: { "a.$": 0 } } }] } // { _id: 1 }',
    explains: (asked, _ours, theirs) =>
      theirs.error === 'refused' && mentions(statementOf(asked).update, /\.\$["\.]/),
  },
  {
    name: 'replacements that change nothing',
    reason: 'MongoDB counts a document replaced by its equal as not modified.',
    shows: '{ update, updates: [{ q: {}, u: {} }] } // { _id: 1 }',
    explains: ({ command }, ours, theirs) =>
      command.updates !== undefined &&
      same({ ...ours, nModified: 0 }, { ...theirs, nModified: 0 }) &&
      !mentions((command.updates as Document[])[0]!.u, /"\$(set|inc|push)"/),
  },
  {
    name: 'arithmetic on booleans',
    reason: 'MongoDB refuses `$inc` and `$mul` of a boolean.',
    shows: '{ update, updates: [{ q: {}, u: { $inc: { a: 1 } } }] } // { _id: 1, a: true }',
    explains: (asked, ours) =>
      ours.error === 'refused' &&
      mentions(statementOf(asked).update, /"\$(inc|mul)"/) &&
      mentions(asked.documents, /true|false/),
  },
  {
    name: 'nothing added to a missing array',
    reason: 'In MongoDB a `$push` or `$addToSet` that leaves no element makes the array it would add to.',
    shows: '{ update, updates: [{ q: {}, u: { $addToSet: { "a.b": { $each: [] } } } }] } // { _id: 1 }',
    explains: (asked) =>
      mentions(statementOf(asked).update, /"\$slice":(0|\{"\$numberInt":"0"\})|"\$each":\[\]/),
  },
  {
    name: '$rename of what is not there',
    reason: 'In MongoDB `$rename` of a missing field does nothing.',
    shows: '{ update, updates: [{ q: { x: 1 }, u: { $rename: { "a.a": "b.c" } }, upsert: true }] } // empty',
    explains: (asked, ours, theirs) =>
      mentions(statementOf(asked).update, /"\$rename"/) &&
      ours.error === undefined &&
      (theirs.error === 'refused' || mentions(theirs, /\{\}/)),
  },
  {
    name: 'stages taken together',
    reason: 'In MongoDB `$addFields` sees what an exclusion before it left, which makes no documents either.',
    shows:
      '{ aggregate, pipeline: [{ $unset: "d" }, { $addFields: { "d.b": { $isNumber: "$d" } } }] } // { _id: 1, d: 4 }',
    explains: ({ command }) => mentions(command.pipeline, /\{"\$(unset|project)".*\{"\$addFields"/),
  },
  {
    name: 'paths of expressions through arrays',
    reason:
      'This store opens arrays in arrays for an expression like "$a.b", and takes a number in it for a position; MongoDB does neither.',
    shows: '{ aggregate, pipeline: [{ $project: { x: "$a.b" } }] } // { _id: 1, a: [[{ b: 1 }]] }',
    explains: ({ documents, command }) =>
      (mentions(documents, /[[,]\[/) && mentions(command, /"\$[a-d]\.[a-d]/)) ||
      mentions(command, /"\$[a-d]\.\d/),
  },
  {
    name: 'computed fields in arrays of scalars',
    reason:
      'A computed field below an array of scalars: MongoDB makes a document of each, this store leaves them out.',
    shows: '{ aggregate, pipeline: [{ $project: { "a.d": { $literal: 1 } } }] } // { _id: 1, a: [0] }',
    explains: ({ command }) => mentions(command, /"\$project":\{"[a-d]":\{"[a-d]":/),
  },
  {
    name: 'arithmetic this store lacks',
    reason: 'This store says of Decimal128 and of integers over 2^53 that it does not compute with them.',
    shows: '{ update, updates: [{ q: {}, u: { $inc: { a: Decimal128("1") } } }] } // { _id: 1, a: 1 }',
    explains: (asked, ours) =>
      ours.error === 'NotImplemented' ||
      (ours.error === 'refused' && mentions(asked, /\$numberDecimal|9007199254740993/)),
  },
  {
    name: 'order of added fields',
    reason:
      'MongoDB adds the new fields of one update in the order of their names, and replaces a scalar by a document where it stands.',
    shows: '{ update, updates: [{ q: {}, u: { $set: { b: 1, a: 1 } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      (statementOf(asked).update !== undefined || mentions(asked.command.pipeline, /\$addFields/)) &&
      same(sorted(ours), sorted(theirs)),
  },
  {
    name: 'sort of empty arrays',
    reason: 'MongoDB sorts an empty array before null.',
    shows: '{ find, sort: { a: 1 } } // { _id: 1 }, { _id: 2, a: [] }',
    explains: ({ documents, command }) =>
      mentions(documents, /\[\]/) && (command.sort !== undefined || mentions(command.pipeline, /\$sort/)),
  },
  {
    name: 'sort by a position',
    reason: 'MongoDB opens the array it finds at a position it sorts by.',
    shows: '{ find, sort: { "a.0": -1 } } // { _id: 1, a: [[false]] }, { _id: 2 }',
    explains: ({ documents, command }) =>
      mentions(documents, /\[\[/) &&
      (mentions(command.sort, /"[a-d]\.\d/) || mentions(command.pipeline, /\$sort/)),
  },
  {
    name: 'an empty $all',
    reason: 'In MongoDB `$all: []` matches nothing.',
    shows: '{ find, filter: { "a.0.c": { $all: [] } } } // { _id: 1 }',
    explains: ({ command }) => mentions(command, /"\$all":\[\]/),
  },
  {
    name: 'updates make paths they need not',
    reason:
      'In MongoDB `$pull`, `$pullAll`, `$pop` and `$unset` make no documents on the way to a missing field.',
    shows: '{ update, updates: [{ q: { x: 1 }, u: { $pull: { "a.b": 1 } }, upsert: true }] } // empty',
    explains: (asked, ours, theirs) =>
      mentions(statementOf(asked).update, /"\$(pull|pullAll|pop|unset)"/) &&
      ours.error === undefined &&
      theirs.error === undefined,
  },
  {
    name: 'missing values in groups',
    reason: 'In MongoDB `$group` gives null for a missing `_id`, `$first` or `$last`.',
    shows: '{ aggregate, pipeline: [{ $group: { _id: "$a", x: { $first: "$b" } } }] } // { _id: 1 }',
    explains: ({ command }, ours, theirs) =>
      mentions(command.pipeline, /\$group/) &&
      (same(withoutNulls(ours), withoutNulls(theirs)) ||
        ((theirs.documents ?? []) as Document[]).some((doc) => !('_id' in doc))),
  },
  {
    name: 'order into groups',
    reason: 'In MongoDB `$first`, `$last` and `$push` see documents in the order of the `$sort` before them.',
    shows:
      '{ aggregate, pipeline: [{ $sort: { _id: 1 } }, { $project: { _id: 0, d: 1 } }, { $group: { _id: null, x: { $last: "$d" } } }] } // { _id: 1 }, { _id: 2, d: 1 }',
    explains: ({ command }, ours, theirs) =>
      mentions(command.pipeline, /\$group/) &&
      same(withoutOrdered(command, ours), withoutOrdered(command, theirs)),
  },
  {
    name: '$unset through arrays',
    reason: 'In MongoDB `$unset` of a path that leads through an array without a position does nothing.',
    shows: '{ update, updates: [{ q: {}, u: { $unset: { "d.0.d": "" } } }] } // { _id: 1, d: [[1]] }',
    explains: (asked, ours, theirs) =>
      ours.error === undefined &&
      theirs.error === 'refused' &&
      mentions(statementOf(asked).update, /"\$unset"/),
  },
  {
    name: '$count of nothing',
    reason: 'In MongoDB `$count` gives no document where none comes in.',
    shows: '{ aggregate, pipeline: [{ $match: { _id: 0 } }, { $count: "n" }] } // any',
    explains: ({ command }, ours) =>
      mentions(command.pipeline, /\$count/) && Array.isArray(ours.documents) && ours.documents.length === 0,
  },
  {
    name: 'positions of negations',
    reason: 'In MongoDB a negated condition matches no position, so a positional `$` has none to take.',
    shows:
      '{ update, updates: [{ q: { a: { $nin: [9] } }, u: { $set: { "a.$": 0 } } }] } // { _id: 1, a: [1] }',
    explains: (asked, ours) => ours.error === 'refused' && mentions(statementOf(asked).update, /\.\$["\.]/),
  },
  {
    name: '$unset in all elements of nothing',
    reason: 'MongoDB refuses `$[]` and `$[x]` where there is no array, for `$unset` too.',
    shows: '{ update, updates: [{ q: {}, u: { $unset: { "a.$[]": "" } } }] } // { _id: 1 }',
    explains: (asked, ours) =>
      ours.error === 'refused' &&
      mentions(statementOf(asked).update, /"\$unset"/) &&
      mentions(statementOf(asked).update, /\$\[/),
  },
];

/** The known difference that explains two answers to a case, if one does. */
export function knownDifference(asked: Case, ours: Answer, theirs: Answer): KnownDifference | undefined {
  const [a, b] = [JSON.parse(ours) as Document, JSON.parse(theirs) as Document];
  return knownDifferences.find(({ explains }) => explains(asked, a, b));
}
