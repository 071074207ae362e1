import { expect } from 'chai';
import type { Document } from 'mongodb';
import { refusal, storeOnDisk } from './support.js';

/** Commands that are right, to each of which a field nobody knows is added. */
const commands: Document[] = [
  { aggregate: 'pets', pipeline: [], cursor: {} },
  { buildInfo: 1 },
  { collMod: 'pets' },
  { collStats: 'pets' },
  { count: 'pets' },
  { create: 'new' },
  { createIndexes: 'pets', indexes: [{ key: { a: 1 }, name: 'a' }] },
  { dbStats: 1 },
  { delete: 'pets', deletes: [{ q: { _id: 9 }, limit: 1 }] },
  { distinct: 'pets', key: 'a' },
  { drop: 'pets' },
  { dropDatabase: 1 },
  { dropIndexes: 'pets', index: '*' },
  { endSessions: [] },
  { explain: { find: 'pets' } },
  { find: 'pets' },
  { findAndModify: 'pets', remove: true },
  { insert: 'pets', documents: [{ _id: 9 }] },
  { killCursors: 'pets', cursors: [] },
  { listCollections: 1 },
  { listIndexes: 'pets' },
  { ping: 1 },
  { update: 'pets', updates: [{ q: {}, u: { $set: { a: 1 } } }] },
];

/** What any command may carry. */
const generic = {
  comment: 'why',
  maxTimeMS: 60_000,
  readConcern: { level: 'local' },
  apiVersion: '1',
};

describe('embedded-mongo: what a command does not know', () => {
  const store = storeOnDisk();
  const left = async (): Promise<unknown> => [
    await store.db.collection('pets').find().toArray(),
    await store.db.collection('pets').indexes(),
    await store.db.listCollections().toArray(),
  ];
  before(() => store.db.collection('pets').insertOne({ _id: 1 as never }));

  for (const command of commands) {
    const name = Object.keys(command)[0]!;
    it(`${name} refuses an unknown field, and does nothing`, async () => {
      const before = await left();
      const { code, codeName, message } = await refusal(store.db.command({ ...command, colour: 'red' }));
      expect([code, codeName]).to.deep.equal([40415, 'IDLUnknownField']);
      expect(message).to.equal(`BSON field '${name}.colour' is an unknown field.`);
      expect(await left()).to.deep.equal(before);
    });
  }

  it('what every command may carry is known to all', async () => {
    for (const command of commands.filter(({ drop, dropDatabase }) => !drop && !dropDatabase))
      expect(await store.db.command({ ...command, ...generic }), Object.keys(command)[0]).to.include({
        ok: 1,
      });
  });

  const nested: [path: string, command: Document][] = [
    ['update.updates', { update: 'pets', updates: [{ q: {}, u: { $set: { a: 1 } }, colour: 1 }] }],
    ['delete.deletes', { delete: 'pets', deletes: [{ q: {}, limit: 0, colour: 1 }] }],
    ['find', { explain: { find: 'pets', colour: 1 } }],
    ['aggregate.cursor', { aggregate: 'pets', pipeline: [], cursor: { colour: 1 } }],
    ['collation', { find: 'pets', collation: { locale: 'en', colour: 1 } }],
  ];
  for (const [path, command] of nested) {
    it(`so it is in a document of a command: ${path}`, async () => {
      const { code, message } = await refusal(store.db.command(command));
      expect([code, message]).to.deep.equal([40415, `BSON field '${path}.colour' is an unknown field.`]);
    });
  }

  it('so it is in an operation of bulkWrite', async () => {
    const nsInfo = [{ ns: 'drivers.pets' }];
    for (const operation of [
      { insert: 0, document: {}, colour: 1 },
      { update: 0, filter: {}, updateMods: { $set: { a: 1 } }, colour: 1 },
      { delete: 0, filter: {}, colour: 1 },
    ]) {
      const bulk = store.client.db('admin').command({ bulkWrite: 1, ops: [operation], nsInfo });
      expect((await refusal(bulk)).code).to.equal(40415);
    }
  });

  it('options that MongoDB has and this store has not are refused too', async () => {
    for (const command of [
      { find: 'pets', tailable: true },
      { create: 'logs', capped: true, size: 1000 },
      { create: 'logs', expireAfterSeconds: 1 },
      { collStats: 'pets', scale: 1024 },
    ]) {
      expect((await refusal(store.db.command(command))).code).to.equal(238);
    }
    await store.db.command({ find: 'pets', tailable: false });
  });

  it('an index refuses an option nobody knows, and one this store has not', async () => {
    const index = (more: Document): Promise<unknown> =>
      store.db.command({ createIndexes: 'pets', indexes: [{ key: { b: 1 }, name: 'b', ...more }] });
    const { code, codeName } = await refusal(index({ uniqe: true }));
    expect([code, codeName]).to.deep.equal([197, 'InvalidIndexSpecificationOption']);
    expect((await refusal(index({ hidden: true }))).code).to.equal(67);
    expect((await refusal(index({ wildcardProjection: { a: 1 } }))).code).to.equal(67);
    await index({ hidden: false, background: true, v: 2 });
  });

  it('a stage refuses an option nobody knows', async () => {
    for (const stage of [
      { $merge: { into: 'new', colour: 1 } },
      { $out: { db: 'drivers', coll: 'new', colour: 1 } },
    ]) {
      await refusal(store.db.collection('pets').aggregate([stage]).toArray());
    }
    expect(await store.db.listCollections({ name: 'new' }).toArray()).to.have.length(1);
  });
});
