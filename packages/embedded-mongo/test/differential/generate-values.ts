import fc from 'fast-check';
import { BSON } from 'mongodb';
import type { Document } from 'mongodb';

const { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } = BSON;

/** Few names and few values, so that filters meet what documents hold. */
export const name = fc.constantFrom('a', 'b', 'c', 'd');

export const path = fc.oneof(
  { weight: 5, arbitrary: name },
  { weight: 3, arbitrary: fc.tuple(name, name).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('0', '1')).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('0', '1'), name).map((parts) => parts.join('.')) },
);

export const int = fc.integer({ min: -2, max: 4 }).map((value) => new Int32(value));
const double = fc.constantFrom(-1.5, 0, 1, 2, 2.5, 1e10, Infinity).map((value) => new Double(value));
const long = fc.constantFrom('0', '1', '3', '-2', '9007199254740993').map((value) => Long.fromString(value));
const decimal = fc.constantFrom('0', '1', '2.5', '-3').map((value) => Decimal128.fromString(value));

export const number = fc.oneof(
  { weight: 6, arbitrary: int },
  { weight: 2, arbitrary: double },
  { weight: 1, arbitrary: long },
  { weight: 1, arbitrary: decimal },
);

export const text = fc.constantFrom('', 'a', 'A', 'ab', 'b', 'é', 'z1');
const date = fc.constantFrom(0, 1_700_000_000_000, -1).map((at) => new Date(at));
const rare = fc.constantFrom<() => unknown>(
  () => new ObjectId('65f000000000000000000001'),
  () => new ObjectId('65f000000000000000000002'),
  () => new Binary(Buffer.from([1, 2])),
  () => new Binary(Buffer.from([3])),
  () => new BSONRegExp('^a', 'i'),
  () => new Timestamp({ t: 5, i: 1 }),
  () => new MinKey(),
  () => new MaxKey(),
  () => new Double(NaN),
);

export const scalar = fc.oneof(
  { weight: 6, arbitrary: number },
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: fc.boolean() },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: date },
  { weight: 1, arbitrary: rare.map((make) => make()) },
);

/** A document of fields in any order, of the values given. */
function documentOf(value: fc.Arbitrary<unknown>, fields: number): fc.Arbitrary<Document> {
  return fc
    .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: fields })
    .map((entries): Document => Object.fromEntries(entries));
}

const { nested } = fc.letrec<{ nested: unknown; leaf: unknown }>((tie) => ({
  leaf: scalar,
  nested: fc.oneof(
    { depthSize: 'small', maxDepth: 2 },
    { weight: 5, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('nested'), { maxLength: 3 }) },
    { weight: 2, arbitrary: documentOf(tie('nested'), 2) },
    { weight: 1, arbitrary: fc.array(documentOf(scalar, 2), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(int, { maxLength: 4 }) },
  ),
}));

export const value = nested;
export const array = fc.oneof(
  fc.array(int, { maxLength: 4 }),
  fc.array(documentOf(scalar, 2), { maxLength: 3 }),
  fc.array(scalar, { maxLength: 3 }),
);
export const subdocument = documentOf(scalar, 2);

const several = fc.array(documentOf(value, 4), { minLength: 1, maxLength: 4 });

function numbered(from: number): (docs: Document[]) => Document[] {
  return (docs) => docs.map((doc, i) => ({ _id: new Int32(from + i), ...doc }));
}

/** The documents a case starts with, `_id` 1, 2, …, so that answers can be put into one order. */
export const documents = several.map(numbered(1));

/** Those of a second collection, none of whose `_id`s is one of the first. */
export const others = several.map(numbered(11));
