import fc from 'fast-check';
import type { Document } from 'mongodb';
import { filter, projection, sort } from './generate-filters.js';
import { pipeline } from './generate-pipelines.js';
import { change } from './generate-updates.js';
import { documents, path } from './generate-values.js';

/** A collection's documents and the command that is run on them; the collection's name is added at the run. */
export interface Case {
  documents: Document[];
  command: Document;
}

const find = fc.record(
  {
    filter,
    sort,
    projection,
    skip: fc.integer({ min: 0, max: 2 }),
    limit: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: ['filter', 'sort'] },
);

const statement = fc
  .tuple(filter, change, fc.boolean(), fc.boolean())
  .map(([q, { update, ...rest }, upsert, multi]) => ({ q, u: update, ...rest, upsert, multi }));

/** Single-document writes of a filter that may match several name the one they mean by their sort. */
const findAndModify = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(filter, sort, change, fc.boolean(), fc.boolean(), fc.option(projection))
      .map(([query, order, { update, ...rest }, upsert, after, fields]) => {
        return { query, sort: order, update, ...rest, upsert, new: after, ...(fields && { fields }) };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(filter, sort).map(([query, order]) => ({ query, sort: order, remove: true })),
  },
);

const command: fc.Arbitrary<Document> = fc.oneof(
  { weight: 6, arbitrary: find.map((options) => ({ find: '', ...options })) },
  { weight: 1, arbitrary: filter.map((query) => ({ count: '', query })) },
  { weight: 1, arbitrary: fc.tuple(path, filter).map(([key, query]) => ({ distinct: '', key, query })) },
  { weight: 8, arbitrary: statement.map((each) => ({ update: '', updates: [each] })) },
  { weight: 3, arbitrary: findAndModify.map((options) => ({ findAndModify: '', ...options })) },
  { weight: 1, arbitrary: filter.map((q) => ({ delete: '', deletes: [{ q, limit: 0 }] })) },
  { weight: 5, arbitrary: pipeline.map((stages) => ({ aggregate: '', pipeline: stages, cursor: {} })) },
);

/** The cases of a seed: always the same ones. */
export function casesOf(seed: number, count: number): Case[] {
  return fc.sample(fc.record({ documents, command }), { seed, numRuns: count });
}
