import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { refusal, storeOnDisk } from './support.js';

type Item = Document & { _id: unknown };

describe('embedded-mongo: writes that fail change nothing', () => {
  const store = storeOnDisk();
  const held = async (name: string): Promise<Document[]> =>
    (await store.db.collection(name).find().sort({ _id: 1 }).toArray()).map((doc) => ({ ...doc }));
  const items = (name: string): Collection<Item> => store.db.collection<Item>(name);

  describe('$out that fails', () => {
    const target = [{ _id: 1, old: true }];
    const results: [what: string, make: Document[]][] = [
      ['two results of one unique key', [{ $project: { key: { $literal: 1 } } }]],
      ['two arrays under one index', [{ $project: { a: [1, 2], b: [1, 2] } }]],
      ['two results of one _id', [{ $project: { _id: { $literal: 1 } } }]],
      ['a result that the validator refuses', [{ $project: { bad: { $literal: 1 } } }]],
    ];
    before(async () => {
      await items('source').insertMany([{ _id: 1 }, { _id: 2 }]);
      await store.db.createCollection('target', { validator: { bad: { $exists: false } } });
      await items('target').insertMany(target);
      await items('target').createIndexes([
        { key: { key: 1 }, unique: true, partialFilterExpression: { key: { $exists: true } } },
        { key: { a: 1, b: 1 } },
      ]);
    });
    for (const [what, stages] of results) {
      it(`leaves the old collection as it was: ${what}`, async () => {
        await refusal(
          items('source')
            .aggregate([...stages, { $out: 'target' }])
            .toArray(),
        );
        expect(await held('target')).to.deep.equal(target);
        await store.reopen();
        expect(await held('target')).to.deep.equal(target);
        expect(await items('target').indexes()).to.have.length(3);
        expect(await items('target').find().hint('a_1_b_1').toArray()).to.deep.equal(target);
      });
    }

    it('puts the results in its place when nothing is wrong', async () => {
      await items('source')
        .aggregate([{ $out: 'target' }])
        .toArray();
      await store.reopen();
      expect(await held('target')).to.deep.equal([{ _id: 1 }, { _id: 2 }]);
      expect(await items('target').indexes()).to.have.length(3);
    });
  });

  it('to explain a write is not to carry it out', async () => {
    await items('kept').insertOne({ _id: 1 });
    await items('other').insertOne({ _id: 2 });
    const out = [{ $out: 'kept' }];
    await store.db.command({ aggregate: 'other', pipeline: out, cursor: {}, explain: true });
    await store.db.command({ explain: { aggregate: 'other', pipeline: out, cursor: {} } });
    const updates = [{ q: {}, u: { $set: { a: 1 } }, multi: true }];
    const upserts = [{ q: { _id: 5 }, u: { a: 1 }, upsert: true }];
    const deletes = [{ q: {}, limit: 0 }];
    for (const command of [
      { update: 'kept', updates },
      { update: 'kept', updates: upserts },
      { delete: 'kept', deletes },
      { findAndModify: 'kept', remove: true },
      { findAndModify: 'kept', query: { _id: 5 }, update: { a: 1 }, upsert: true },
    ]) {
      await store.db.command({ explain: command });
      expect((await refusal(store.db.command({ ...command, explain: true }))).code).to.equal(40415);
    }
    expect((await refusal(store.db.command({ explain: { insert: 'kept', documents: [{}] } }))).code).to.equal(
      238,
    );
    expect(await held('kept')).to.deep.equal([{ _id: 1 }]);
  });

  describe('statements without a filter', () => {
    before(() => items('pets').insertMany([{ _id: 1 }, { _id: 2 }]));
    const statements: [command: string, statements: Document][] = [
      ['update', { updates: [{ u: { $set: { a: 1 } }, multi: true }] }],
      ['update', { updates: [{ q: { _id: 1 } }] }],
      ['update', { updates: [{ q: { _id: 1 }, u: { $set: { a: 1 } } }, { u: { $set: { a: 1 } } }] }],
      ['delete', { deletes: [{ limit: 0 }] }],
      ['delete', { deletes: [{ q: {} }] }],
      ['delete', { deletes: [{ q: { _id: 1 }, limit: 1 }, { limit: 0 }] }],
    ];
    for (const [command, rest] of statements) {
      it(`are refused before anything is done: ${command} ${JSON.stringify(rest)}`, async () => {
        const { code, message } = await refusal(store.db.command({ [command]: 'pets', ...rest }));
        expect(code).to.equal(40414);
        expect(message).to.match(/^BSON field '(update.updates|delete.deletes)\.\w+' is missing/);
        expect(await held('pets')).to.deep.equal([{ _id: 1 }, { _id: 2 }]);
      });
    }

    for (const operation of [
      { update: 0, updateMods: { $set: { a: 1 } }, multi: true },
      { delete: 0, multi: true },
    ]) {
      it(`are refused by bulkWrite too: ${JSON.stringify(operation)}`, async () => {
        const nsInfo = [{ ns: 'drivers.pets' }];
        const bulk = store.client.db('admin').command({ bulkWrite: 1, ops: [operation], nsInfo });
        expect((await refusal(bulk)).code).to.equal(40414);
        expect(await held('pets')).to.deep.equal([{ _id: 1 }, { _id: 2 }]);
      });
    }
  });

  describe('$pull with a logical operator', () => {
    const scores = [{ n: 1, by: 'a' }, { n: 2, by: 'b' }, { n: 3, by: 'c' }, 4];
    const pulls: [condition: Document, left: unknown[]][] = [
      [{ $or: [{ n: 1 }, { by: 'b' }] }, [scores[2], 4]],
      [{ $and: [{ n: { $gt: 1 } }, { by: { $ne: 'c' } }] }, [scores[0], scores[2], 4]],
      [{ $nor: [{ n: 3 }] }, [scores[2], 4]],
      [{ n: { $gt: 1 }, $or: [{ by: 'b' }, { by: 'z' }] }, [scores[0], scores[2], 4]],
      [{ $gt: 3 }, scores.slice(0, 3)],
    ];
    for (const [condition, left] of pulls) {
      it(`removes the documents in the array that satisfy it: ${JSON.stringify(condition)}`, async () => {
        const games = store.db.collection<{ _id: number; scores: unknown[] }>('games');
        await games.replaceOne({ _id: 1 }, { scores }, { upsert: true });
        await games.updateOne({ _id: 1 }, { $pull: { scores: condition } });
        expect(await held('games')).to.deep.equal([{ _id: 1, scores: left }]);
      });
    }
  });
});
