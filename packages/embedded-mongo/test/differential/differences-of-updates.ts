import type { Document } from 'mongodb';
import {
  collide,
  holds,
  isEmpty,
  mentions,
  refused,
  same,
  sorted,
  statementsOf,
  updatedPaths,
  withoutEmpty,
  withoutPadding,
} from './difference-tools.js';
import type { Case } from './generate.js';
import type { KnownDifference } from './known-differences.js';

const positional = /\.\$(\.|$)/;

/** Whether nothing but empty documents and arrays, and what is counted for them, tells answers apart. */
const asOne = (a: Document, b: Document): boolean => {
  const [x, y] = [a, b].map((each) => sorted(withoutEmpty({ ...each, nModified: 0 })));
  return same(x, y);
};

/** The same of answers to an update that names positions, which fill up arrays. */
const asOnePadded = (asked: Case, a: Document, b: Document): boolean => {
  const [x, y] = [a, b].map((each) => withoutPadding(each) as Document) as [Document, Document];
  return updatedPaths(asked).some((path) => /\.\d/.test(path)) && asOne(x, y);
};

export const differencesOfUpdates: KnownDifference[] = [
  {
    name: 'updates are checked late',
    reason:
      'MongoDB refuses an update that contradicts itself also where no document matches, or none is made.',
    shows: '{ update, updates: [{ q: { _id: 0 }, u: { $set: { a: 1, "a.b": 1 } } }] } // any',
    explains: (asked, ours, theirs) =>
      refused(ours) &&
      !refused(theirs) &&
      (collide(updatedPaths(asked)) || updatedPaths(asked, /\$rename/).some((path) => path.includes('$'))),
  },
  {
    name: 'upserts by $expr',
    reason: 'MongoDB refuses `$expr` in the filter of an upsert also where a document matches.',
    shows: '{ update, updates: [{ q: { $expr: true }, u: { $set: { a: 1 } }, upsert: true }] } // { _id: 1 }',
    explains: (asked, ours) =>
      refused(ours) &&
      statementsOf(asked).some(({ filter, upsert }) => upsert && mentions(filter, /"\$expr"/)),
  },
  {
    name: 'upserts by a pattern and a value',
    reason: 'In MongoDB an upsert takes the one value of an `$all` that is no pattern.',
    shows:
      '{ update, updates: [{ q: { a: { $all: [/x/, "z"] } }, u: { $set: { b: 1 } }, upsert: true }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      refused(theirs) &&
      !refused(ours) &&
      statementsOf(asked).some(
        ({ filter, upsert }) => upsert && mentions(filter, /"\$all":\[.*"\$regularExpression"/),
      ),
  },
  {
    name: 'positions checked early',
    reason: 'MongoDB asks for a position when a document matches, not before.',
    shows: '{ update, updates: [{ q: { $expr: false }, u: { $set: { "a.$": 0 } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      refused(theirs) && !refused(ours) && updatedPaths(asked).some((path) => positional.test(path)),
  },
  {
    name: 'positions no array gives',
    reason: 'MongoDB refuses a positional `$` where the filter matched no array element, for `$unset` too.',
    shows:
      '{ update, updates: [{ q: { a: { $nin: [9] } }, u: { $unset: { "a.$": "" } } }] } // { _id: 1, a: [1] }',
    explains: (asked, ours, theirs) =>
      refused(ours) && !refused(theirs) && updatedPaths(asked).some((path) => positional.test(path)),
  },
  {
    name: '$unset in all elements of nothing',
    reason: 'MongoDB refuses `$[]` and `$[x]` where there is no array, for `$unset` too.',
    shows: '{ update, updates: [{ q: {}, u: { $unset: { "a.$[]": "" } } }] } // { _id: 1 }',
    explains: (asked, ours) =>
      refused(ours) && updatedPaths(asked, /\$unset/).some((path) => path.includes('$[')),
  },
  {
    name: '$unset in all elements that are scalars',
    reason: 'In MongoDB `$unset` has nothing to do below a scalar, nor below those that `$[]` finds.',
    shows: '{ update, updates: [{ q: {}, u: { $unset: { "a.$[].b": "" } } }] } // { _id: 1, a: [1] }',
    explains: (asked, ours, theirs) =>
      refused(theirs) && !refused(ours) && updatedPaths(asked, /\$unset/).some((path) => path.includes('$[')),
  },
  {
    name: '$unset through arrays',
    reason: 'In MongoDB `$unset` of a path that leads through an array without a position does nothing.',
    shows: '{ update, updates: [{ q: {}, u: { $unset: { "a.d": "" } } }] } // { _id: 1, a: [{ b: 1 }] }',
    explains: (asked, ours, theirs) =>
      !refused(ours) &&
      refused(theirs) &&
      updatedPaths(asked, /\$unset/).some((path) => path.includes('.') && holds(asked, [path], /\[/)),
  },
  {
    name: 'replacements that change nothing',
    reason: 'MongoDB counts a document replaced by its equal as not modified.',
    shows: '{ update, updates: [{ q: {}, u: {} }] } // { _id: 1 }',
    explains: (asked, ours, theirs) =>
      same({ ...ours, nModified: 0 }, { ...theirs, nModified: 0 }) &&
      statementsOf(asked).some(
        ({ update }) => !Object.keys(update as Document).some((name) => /^\$|^0$/.test(name)),
      ),
  },
  {
    name: 'increments by zero',
    reason: 'MongoDB counts a document to which `$inc` adds nothing as not modified.',
    shows: '{ update, updates: [{ q: {}, u: { $inc: { a: 0 } } }] } // { _id: 1, a: 1 }',
    explains: (asked, ours, theirs) =>
      same({ ...ours, nModified: 0 }, { ...theirs, nModified: 0 }) &&
      statementsOf(asked).some(({ update }) =>
        Object.values(((update as Document).$inc ?? {}) as Document).some((by) => Number(by) === 0),
      ),
  },
  {
    name: 'positions in other arrays',
    reason: 'In MongoDB the positional `$` is the same number in every array, also past the end of one.',
    shows: '{ update, updates: [{ q: { a: 1 }, u: { $set: { "c.$": 1 } } }] } // { _id: 1, a: [1], c: [] }',
    explains: (asked, ours, theirs) =>
      !refused(ours) &&
      !refused(theirs) &&
      updatedPaths(asked).some(
        (path) =>
          positional.test(path) &&
          statementsOf(asked).some(({ filter }) => !mentions(filter, RegExp(`"${path.split('.')[0]!}[."]`))),
      ),
  },
  {
    name: 'arithmetic on booleans',
    reason: 'MongoDB refuses `$inc` and `$mul` of a boolean.',
    shows: '{ update, updates: [{ q: {}, u: { $inc: { a: 1 } } }] } // { _id: 1, a: true }',
    explains: (asked, ours) =>
      refused(ours) && holds(asked, updatedPaths(asked, /\$(inc|mul)/), /true|false/),
  },
  {
    name: 'updates make paths they need not, or do not make arrays',
    reason:
      'In MongoDB `$pull`, `$pullAll`, `$pop`, `$unset` and `$rename` make no documents on the way to a missing field; `$push` and `$addToSet` of nothing make an empty array.',
    shows: '{ update, updates: [{ q: { x: 1 }, u: { $pull: { "a.b": 1 } }, upsert: true }] } // empty',
    explains: (asked, ours, theirs) =>
      updatedPaths(asked, /\$(pull|pullAll|pop|unset|rename|push|addToSet)$/).length > 0 &&
      !refused(ours) &&
      (asOne(ours, theirs) ||
        asOnePadded(asked, ours, theirs) ||
        (refused(theirs) && updatedPaths(asked, /\$rename/).length > 0)),
  },
  {
    name: '$pull of a condition without fields',
    reason: 'In MongoDB `$pull` of an empty document removes documents only.',
    shows: '{ update, updates: [{ q: {}, u: { $pull: { a: {} } } }] } // { _id: 1, a: [1] }',
    explains: (asked) =>
      statementsOf(asked).some(({ update }) =>
        Object.values(((update as Document).$pull ?? {}) as Document).some(isEmpty),
      ),
  },
  {
    name: 'negative zero of decimals',
    reason: 'MongoDB keeps the sign of a decimal zero; this store has only one.',
    shows:
      '{ update, updates: [{ q: {}, u: [{ $set: { a: { $multiply: [0, Decimal128("-3")] } } }] }] } // { _id: 1 }',
    explains: (_asked, ours, theirs) =>
      same(
        ours,
        JSON.parse(JSON.stringify(theirs).replaceAll('{"$numberDecimal":"-0"}', '{"$numberDecimal":"0"}')),
      ),
  },
  {
    name: 'order of added fields',
    reason: 'MongoDB adds the new fields of one update in the order of their names.',
    shows: '{ update, updates: [{ q: {}, u: { $set: { b: 1, a: 1 } } }] } // { _id: 1 }',
    explains: (asked, ours, theirs) => statementsOf(asked).length > 0 && same(sorted(ours), sorted(theirs)),
  },
];
