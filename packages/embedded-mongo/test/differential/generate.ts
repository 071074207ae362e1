import fc from 'fast-check';
import type { Document } from 'mongodb';
import { bulk, keyed } from './generate-bulk.js';
import { filter, projection, sort } from './generate-filters.js';
import { indexes } from './generate-indexes.js';
import type { IndexSpec } from './generate-indexes.js';
import { pipeline } from './generate-pipelines.js';
import { change } from './generate-updates.js';
import { documents, others, path } from './generate-values.js';

/** What two collections hold, and the command that is run on the first of them. */
export interface Case {
  /** The documents of the collection `items`. */
  documents: Document[];
  /** The documents of the collection `others`, if the command reads it. */
  others?: Document[];
  /** Indexes on `items`: no answer may depend on them, except on unique ones. */
  indexes: IndexSpec[];
  command: Document;
}

const batchSize = fc.integer({ min: 0, max: 2 });

const find = fc.record(
  {
    filter,
    sort,
    projection,
    skip: fc.integer({ min: 0, max: 2 }),
    limit: fc.integer({ min: 1, max: 3 }),
    batchSize,
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
    arbitrary: fc
      .tuple(filter, sort, fc.option(projection))
      .map(([query, order, fields]) => ({ query, sort: order, remove: true, ...(fields && { fields }) })),
  },
);

const cursor = fc.record({ batchSize }, { requiredKeys: [] });

/** Commands that name all documents they mean, so that it is no matter in which order they are met. */
const unordered: fc.Arbitrary<Document> = fc.oneof(
  { weight: 6, arbitrary: find.map((options) => ({ find: 'items', ...options })) },
  { weight: 1, arbitrary: filter.map((query) => ({ count: 'items', query })) },
  { weight: 1, arbitrary: fc.tuple(path, filter).map(([key, query]) => ({ distinct: 'items', key, query })) },
  { weight: 2, arbitrary: findAndModify.map((options) => ({ findAndModify: 'items', ...options })) },
  { weight: 1, arbitrary: filter.map((q) => ({ delete: 'items', deletes: [{ q, limit: 0 }] })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(filter, sort)
      .map(([$match, $sort]) => ({ aggregate: 'items', pipeline: [{ $match }, { $sort }], cursor: {} })),
  },
);

const command: fc.Arbitrary<Document> = fc.oneof(
  { weight: 9, arbitrary: unordered },
  { weight: 7, arbitrary: statement.map((each) => ({ update: 'items', updates: [each] })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(pipeline, cursor)
      .map(([stages, options]) => ({ aggregate: 'items', pipeline: stages, cursor: options })),
  },
);

/** A key led by the field the command's filter names, if it names one; else as it is. */
function fitted(key: IndexSpec['key'], { filter, query, deletes, pipeline }: Document): IndexSpec['key'] {
  const [first] = [...((deletes ?? []) as Document[]), ...((pipeline ?? []) as Document[])];
  const asked = (filter ?? query ?? first?.q ?? first?.$match ?? {}) as Document;
  const path = Object.keys(asked).find((name) => !name.startsWith('$'));
  return path === undefined || key[path] !== undefined ? key : { [path]: 1, ...key };
}

const anyCase: fc.Arbitrary<Case> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ documents, others, command }).map(({ others, ...asked }) => {
      const reads = /"others"/.test(JSON.stringify(asked.command.pipeline ?? null));
      return { ...asked, indexes: [], ...(reads && { others }) };
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ documents, indexes, command: unordered }).map((asked) => {
      const fit = asked.indexes.map((index) => ({ ...index, key: fitted(index.key, asked.command) }));
      const useful = [...new Map(fit.map((index) => [JSON.stringify(index.key), index])).values()];
      // A write may make two arrays side by side, which an index of both fields refuses.
      if (!('findAndModify' in asked.command)) return { ...asked, indexes: useful };
      return { ...asked, indexes: useful.filter(({ key }) => Object.keys(key).length === 1) };
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ documents: keyed, command: bulk }).map((asked) => ({
      ...asked,
      indexes: [{ key: { k: 1 }, unique: true }],
    })),
  },
);

/**
 * Stages and operators the store does not have. They are generated and left out afterwards, because without
 * them every other case would become a new one, to which no answer is recorded.
 */
const absent = [
  ...['$facet', '$lookup', '$unionWith', '$unwind'],
  ...['$concatArrays', '$filter', '$map', '$toBool', '$toUpper'],
];

/** The cases of a seed that the store is to answer, of so many generated ones: always the same. */
export function casesOf(seed: number, generated: number): Case[] {
  const all = fc.sample(anyCase, { seed, numRuns: generated });
  return all.filter(({ command }) => {
    const text = JSON.stringify(command);
    return !absent.some((name) => text.includes(`"${name}"`));
  });
}
