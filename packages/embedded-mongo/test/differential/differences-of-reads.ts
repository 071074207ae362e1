import type { Document } from 'mongodb';
import { collide, holds, mentions, refused, sortPaths, stagesOf } from './difference-tools.js';
import type { KnownDifference } from './known-differences.js';

/** Whether a position in these paths meets an array in an array. */
const positions = (paths: readonly string[]): string[] => paths.filter((path) => /\.\d/.test(path));

export const differencesOfReads: KnownDifference[] = [
  {
    name: 'projections are checked late',
    reason:
      'MongoDB refuses a projection that contradicts itself, or asks for what lies below a regular expression, also where no document matches.',
    shows: '{ find, filter: { _id: 0 }, projection: { a: 1, "a.b": 1 } } // any',
    explains: (asked, ours, theirs) => {
      const { projection = {}, fields = {} } = asked.command as Record<string, Document>;
      const projections = [projection, fields, ...stagesOf(asked, '$project')] as Document[];
      const paths = [...projections.map((each) => Object.keys(each)), ...stagesOf(asked, '$unset')];
      const contradict = paths.some((each) => collide([each].flat() as string[]));
      const order = mentions(projection, /"\$elemMatch".*"\$([gl]te?|ne)":\{"\$regularExpression"/);
      return refused(ours) && !refused(theirs) && (contradict || order);
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
    name: 'nothing beside null in $elemMatch',
    reason: 'In MongoDB `$gte` and `$lte` of null match a missing field, also below `$elemMatch`.',
    shows: '{ find, filter: { b: { $elemMatch: { c: { $gte: null } } } } } // { _id: 1, b: [{ d: 1 }] }',
    explains: ({ command }) => mentions(command, /"\$elemMatch":.*"\$[gl]te":null/),
  },
];
