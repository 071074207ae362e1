import type { Document } from 'mongodb';
import {
  asDoubles,
  collide,
  holds,
  mentions,
  refused,
  same,
  sorted,
  sortPaths,
  stagesOf,
  withoutEmptyElements,
  withoutNulls,
} from './difference-tools.js';
import type { KnownDifference } from './known-differences.js';

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

/** Whether a position in these paths meets an array in an array. */
const positions = (paths: readonly string[]): string[] => paths.filter((path) => /\.\d/.test(path));

export const differencesOfReads: KnownDifference[] = [
  {
    name: 'projections are checked late',
    reason: 'MongoDB refuses a projection that contradicts itself also where no document matches.',
    shows: '{ find, filter: { _id: 0 }, projection: { a: 1, "a.b": 1 } } // any',
    explains: (asked, ours, theirs) => {
      const { projection = {}, fields = {} } = asked.command as Record<string, Document>;
      const projections = [projection, fields, ...stagesOf(asked, '$project')] as Document[];
      return refused(ours) && !refused(theirs) && projections.some((each) => collide(Object.keys(each)));
    },
  },
  {
    name: 'bits of fractions',
    reason: 'In MongoDB the bitwise operators match no number with a fraction.',
    shows: '{ find, filter: { a: { $bitsAnySet: 2 } } } // { _id: 1, a: Decimal128("2.5") }',
    explains: ({ documents, command }) => mentions(command, /"\$bits/) && mentions(documents, /"-?\d\.5"/),
  },
  {
    name: 'distinct by a position',
    reason: 'MongoDB opens the array it finds at a position it lists the values of.',
    shows: '{ distinct, key: "a.0" } // { _id: 1, a: [[1, 2]] }',
    explains: (asked) => {
      const key = [String(asked.command.distinct && asked.command.key)];
      return positions(key).length > 0 && holds(asked, key, /[[,]\[/);
    },
  },
  {
    name: 'an empty $all',
    reason: 'In MongoDB `$all: []` matches nothing.',
    shows: '{ find, filter: { "a.0.c": { $all: [] } } } // { _id: 1 }',
    explains: ({ command }) => mentions(command, /"\$all":\[\]/),
  },
  {
    name: 'sort of empty arrays',
    reason: 'MongoDB sorts an empty array before null.',
    shows: '{ find, sort: { a: 1 } } // { _id: 1 }, { _id: 2, a: [] }',
    explains: (asked) => holds(asked, sortPaths(asked), /\[\]/),
  },
  {
    name: 'sort by a position',
    reason: 'MongoDB opens the array it finds at a position it sorts by.',
    shows: '{ find, sort: { "a.0": -1 } } // { _id: 1, a: [[false]] }, { _id: 2 }',
    explains: (asked) => holds(asked, positions(sortPaths(asked)), /[[,]\[/),
  },
  {
    name: 'sort by two arrays',
    reason: 'MongoDB refuses to sort a document by fields in two of its arrays.',
    shows: '{ find, sort: { a: 1, b: 1 } } // { _id: 1, a: [1], b: [2] }, { _id: 2 }',
    explains: (asked, ours, theirs) =>
      refused(ours) &&
      !refused(theirs) &&
      sortPaths(asked).filter((path) => holds(asked, [path], /\[/)).length > 1,
  },
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
      same(withoutEmptyElements(ours), withoutEmptyElements(theirs)),
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
    reason: 'MongoDB replaces a scalar by a document where it stands.',
    shows: '{ aggregate, pipeline: [{ $addFields: { "a.x": 1 } }] } // { _id: 1, a: 1, b: 1 }',
    explains: (asked, ours, theirs) =>
      stagesOf(asked, '$addFields').length > 0 && same(sorted(ours), sorted(theirs)),
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
    name: '$avg of decimals',
    reason: 'In MongoDB `$avg` of decimals is a decimal.',
    shows:
      '{ aggregate, pipeline: [{ $group: { _id: null, x: { $avg: Decimal128("2.5") } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      mentions(asked.command.pipeline, /"\$avg"/) && same(asDoubles(ours), asDoubles(theirs)),
  },
  {
    name: 'zeros at the end of decimals',
    reason:
      'MongoDB takes a double for a decimal of fifteen digits; this store for one of the digits it shows.',
    shows:
      '{ aggregate, pipeline: [{ $project: { x: { $add: [Decimal128("2.5"), -1.5] } } }] } // { _id: 1 }',
    explains: (_asked, ours, theirs) =>
      mentions([ours, theirs], /numberDecimal":"-?\d+\.\d{10,}"/) && same(asDoubles(ours), asDoubles(theirs)),
  },
];
