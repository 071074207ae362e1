import type { Document } from 'mongodb';
import {
  asDoubles,
  holds,
  isEmpty,
  mentions,
  roughly,
  same,
  sorted,
  stagesOf,
  withoutEmptyElements,
  withoutNulls,
} from './difference-tools.js';
import type { KnownDifference } from './known-differences.js';
import { unordered } from './run.js';

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

/** Without the documents that joined one without fields, all of its fields being empty. */
function withoutBareJoins({ documents }: Document): unknown {
  return ((documents ?? []) as Document[]).filter(({ joined }) => !isEmpty(joined));
}

/** The documents of an answer whatever the order, theirs and that of their fields. */
function inAnyOrder({ documents }: Document): unknown {
  return ((documents ?? []) as Document[]).map((doc) => JSON.stringify(sorted(doc))).sort();
}

export const differencesOfPipelines: KnownDifference[] = [
  {
    name: '$count of nothing',
    reason: 'In MongoDB `$count` gives no document where none comes in.',
    shows: '{ aggregate, pipeline: [{ $match: { _id: 0 } }, { $count: "n" }] } // any',
    explains: (asked, ours, theirs) =>
      stagesOf(asked, '$count').length > 0 &&
      (mentions(theirs, /"n":\{"\$numberInt":"0"\}/) || !mentions(ours, /"n":/)),
  },
  {
    name: 'empty documents in arrays',
    reason: 'MongoDB keeps a document without fields in what `$facet` and `$lookup` give.',
    shows: '{ aggregate, pipeline: [{ $facet: { x: [{ $project: { _id: 0, a: 1 } }] } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      [...stagesOf(asked, '$facet'), ...stagesOf(asked, '$lookup')].length > 0 &&
      (same(withoutEmptyElements(ours), withoutEmptyElements(theirs)) ||
        same(withoutBareJoins(ours), withoutBareJoins(theirs))),
  },
  {
    name: 'joins after an unwind',
    reason: 'In MongoDB `$lookup` compares the `foreignField` before the stages of its `pipeline`.',
    shows:
      '{ aggregate, pipeline: [{ $lookup: { from: "others", localField: "x", foreignField: "d.a", pipeline: [{ $unwind: "$d" }], as: "joined" } }] } // { _id: 1 }, others: { _id: 11, d: [1] }',
    explains: (asked) =>
      (stagesOf(asked, '$lookup') as Document[]).some(
        ({ foreignField, pipeline }) =>
          foreignField !== undefined &&
          ((pipeline ?? []) as Document[]).some(
            ({ $unwind: by }) =>
              by !== undefined && `$${foreignField}.`.startsWith(`${(by as Document).path ?? by}.`),
          ),
      ),
  },
  {
    name: 'missing values and MinKey',
    reason: 'In MongoDB a missing value lies above MinKey, as null does.',
    shows: '{ aggregate, pipeline: [{ $project: { x: { $lte: ["$a", MinKey()] } } }] } // { _id: 1 }',
    explains: (asked) =>
      mentions(asked, /"\$minKey"/) && mentions(asked.command, /"\$([gl]te?|cmp|eq|ne)":\[/),
  },
  {
    name: 'stages taken together',
    reason: 'In MongoDB `$addFields` sees what an exclusion before it left, which makes no documents either.',
    shows:
      '{ aggregate, pipeline: [{ $unset: "d" }, { $addFields: { "d.b": { $isNumber: "$d" } } }] } // { _id: 1, d: 4 }',
    explains: ({ command }) => mentions(command.pipeline, /\{"\$(unset|project)".*\{"\$addFields"/),
  },
  {
    name: 'missing values in groups',
    reason: 'In MongoDB `$group` gives null for a missing `_id`, `$first` or `$last`.',
    shows: '{ aggregate, pipeline: [{ $group: { _id: "$a", x: { $first: "$b" } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      stagesOf(asked, '$group').length > 0 &&
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
    name: 'order of computed fields',
    reason:
      'MongoDB replaces a scalar by a document where it stands, and adds what a projection computes at the end.',
    shows: '{ aggregate, pipeline: [{ $addFields: { "a.x": 1 } }] } // { _id: 1, a: 1, b: 1 }',
    explains: (asked, ours, theirs) =>
      [...stagesOf(asked, '$addFields'), ...stagesOf(asked, '$project')].length > 0 &&
      (same(sorted(ours), sorted(theirs)) ||
        (unordered(asked.command) && same(inAnyOrder(ours), inAnyOrder(theirs)))),
  },
  {
    name: 'computed fields in arrays of scalars',
    reason:
      'A computed field below an array of scalars: MongoDB makes a document of each, this store leaves them out.',
    shows: '{ aggregate, pipeline: [{ $project: { a: { d: { $literal: 1 } } } }] } // { _id: 1, a: [0] }',
    explains: (asked) =>
      (stagesOf(asked, '$project') as Document[]).some((fields) =>
        Object.entries(fields).some(
          ([name, inner]) => /^\{"[a-d]":/.test(JSON.stringify(inner)) && holds(asked, [name], /\[/),
        ),
      ),
  },
  {
    name: 'sums of the number one',
    reason: 'In MongoDB `$sum` has the type of what it adds, also of a constant 1.',
    shows: '{ aggregate, pipeline: [{ $group: { _id: null, x: { $sum: Long(1) } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      mentions(asked.command.pipeline, /"\$sum":\{"\$number(Long|Double|Decimal)":"1(\.0)?"/) &&
      same(asDoubles(ours), asDoubles(theirs)),
  },
  {
    name: 'longs beside doubles',
    reason: 'MongoDB rounds the sum of longs and doubles once, not each long before it is added.',
    shows:
      '{ aggregate, pipeline: [{ $project: { x: { $add: [Long("9007199254740993"), 2.5] } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      mentions(asked, /"\$numberLong":"-?\d{16,}"/) && same(roughly(ours), roughly(theirs)),
  },
  {
    name: '$avg of decimals',
    reason: 'In MongoDB `$avg` of decimals is a decimal.',
    shows:
      '{ aggregate, pipeline: [{ $group: { _id: null, x: { $avg: Decimal128("2.5") } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      mentions(asked.command.pipeline, /"\$avg"/) && same(asDoubles(ours), asDoubles(theirs)),
  },
  {
    name: 'zeros at the end of decimals',
    reason: 'MongoDB adds a double to decimals without zeros that fill it up to fifteen digits.',
    shows:
      '{ aggregate, pipeline: [{ $project: { x: { $add: [Decimal128("2.5"), -1.5] } } }] } // { _id: 1 }',
    explains: (_asked, ours, theirs) =>
      mentions([ours, theirs], /numberDecimal":"-?[\d.]{12,}"/) &&
      same(sorted(asDoubles(ours)), sorted(asDoubles(theirs))),
  },
];
