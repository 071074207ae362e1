import fc from 'fast-check';
import { BSON } from 'mongodb';
import type { Document } from 'mongodb';
import { condition } from './generate-filters.js';
import { name, value } from './generate-values.js';

/** Bulk writes on documents with a unique `k`, each item of which means one document or none. */

const small = fc.integer({ min: 1, max: 5 }).map((each) => new BSON.Int32(each));

export const keyed: fc.Arbitrary<Document[]> = fc
  .uniqueArray(fc.tuple(small, value), { selector: ([k]) => k.value, minLength: 1, maxLength: 4 })
  .map((docs) => docs.map(([k, a], i) => ({ _id: new BSON.Int32(i + 1), k, a })));

const which = fc.oneof(
  { weight: 3, arbitrary: small.map((_id): Document => ({ _id })) },
  { weight: 3, arbitrary: small.map((k): Document => ({ k })) },
  { weight: 1, arbitrary: fc.tuple(small, condition).map(([_id, a]): Document => ({ _id, a })) },
);

const change = fc.oneof(
  { weight: 3, arbitrary: small.map((k): Document => ({ $set: { k } })) },
  { weight: 2, arbitrary: fc.constant<Document>({ $inc: { k: new BSON.Int32(1) } }) },
  { weight: 1, arbitrary: small.map((_id): Document => ({ $set: { _id } })) },
  { weight: 1, arbitrary: fc.tuple(small, value).map(([k, a]): Document => ({ k, a })) },
  { weight: 1, arbitrary: fc.tuple(name, value).map(([at, to]): Document => ({ $push: { [at]: to } })) },
  {
    weight: 2,
    arbitrary: fc.tuple(small, small, value).map(([k, other, a]): Document => ({
      $set: { k },
      $setOnInsert: { [k.value % 2 ? '_id' : 'a']: k.value % 2 ? other : a },
    })),
  },
);

const inserted = fc.record({ _id: small, k: small, a: value });
const updated = fc.record({ q: which, u: change, upsert: fc.boolean() });
const deleted = fc.record({ q: which, limit: fc.constantFrom(0, 1) });

function several(item: fc.Arbitrary<Document>): fc.Arbitrary<Document[]> {
  return fc.array(item, { minLength: 2, maxLength: 4 });
}

export const bulk: fc.Arbitrary<Document> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .record({ documents: several(inserted), ordered: fc.boolean() })
      .map((all) => ({ insert: 'items', ...all })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ updates: several(updated), ordered: fc.boolean() })
      .map((all) => ({ update: 'items', ...all })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ deletes: several(deleted), ordered: fc.boolean() })
      .map((all) => ({ delete: 'items', ...all })),
  },
);
