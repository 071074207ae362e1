import path from 'node:path';
import vm from 'node:vm';
import { expect } from 'chai';
import { User } from '../src/people/user.model.js';
import { emptyDatabase, useDatabase } from './support/database.js';
import { checkQueries, problemOf, queriesOf } from './support/query-shapes.js';

const shapesOf = (name: string, command: object) =>
  queriesOf(name, { [name]: 'users', ...command }).map(({ shape }) => shape);

describe('the shape of a query', () => {
  it('has no values, but for null, true and false', () => {
    const filter = {
      email: 'a@example.com',
      teamId: null,
      isChanged: { $exists: true },
      roles: { $in: [1, 2] },
    };
    expect(shapesOf('find', { filter, sort: new Map([['name', -1]]), limit: 5 })).to.eql([
      'find {email: ?, teamId: null, isChanged: {$exists: true}, roles: {$in: ?}} sort {"name":-1} limit',
    ]);
  });

  it('is that of each part of a command that writes', () => {
    expect(shapesOf('update', { updates: [{ q: { a: 1 } }, { q: { b: 1 } }] })).to.eql([
      'update {a: ?}',
      'update {b: ?}',
    ]);
    expect(shapesOf('delete', { deletes: [{ q: {} }, { q: { $or: [{ a: 1 }, { b: 1 }] } }] })).to.eql([
      'delete {$or: [{a: ?}, {b: ?}]}',
    ]);
    expect(shapesOf('findAndModify', { query: { a: 1 }, update: {} })).to.eql(['findAndModify {a: ?} limit']);
  });

  it('is that of the begin of a pipeline, and of what it takes from elsewhere', () => {
    const pipeline = [
      { $match: { a: 1 } },
      { $lookup: { from: 'teams', localField: 'teamId', foreignField: 'name', as: 'team' } },
    ];
    expect(shapesOf('aggregate', { pipeline })).to.eql(['aggregate {a: ?}', '$lookup {name: ?}']);
    expect(shapesOf('aggregate', { pipeline: [{ $group: { _id: 1, n: { $sum: 1 } } }] })).to.eql([
      'count {}',
    ]);
  });
});

// Queries are recorded on the embedded database alone.
if (!process.env.MONGODB_URI)
  describe('the check of queries', () => {
    before(async () => {
      await useDatabase();
      await emptyDatabase();
      await checkQueries();
    });

    it('says what no index answers', async () => {
      const problem = (filter: object, options = {}) =>
        problemOf({ collection: 'users', filter, ...options, shape: '' });
      expect(await problem({ email: 'a@example.com' })).to.equal(undefined);
      expect(await problem({ timeZone: 'UTC' })).to.equal('no index has its filter');
      expect(await problem({ timeZone: 'UTC' }, { sort: { foldedName: 1 }, limit: 5 })).to.equal(
        'no index has its filter',
      );
      expect(await problem({}, { sort: { foldedName: 1 }, limit: 5 })).to.equal(undefined);
      expect(await problem({}, { sort: { timeZone: 1 }, limit: 5 })).to.equal('no index has its order');
      expect(await problem({})).to.equal('it reads all of the collection');
    });

    it('lets tests ask what they like, and the product only what has an index', async () => {
      await User.findOne({ timeZone: 'UTC' });
      await User.aggregate([{ $match: { timeZone: 'UTC' } }]);
      await User.collection.findOne({ timeZone: 'UTC' });
      await checkQueries();

      const filename = path.resolve(import.meta.dirname, '../src/invented.js');
      for (const call of [
        "findOne({ timeZone: 'UTC', name: 'a' })",
        "aggregate([{ $match: { timeZone: 'UTC', name: 'b' } }])",
        "collection.findOne({ timeZone: 'UTC', language: 'en' })",
      ]) {
        const code = `async function invented(User) { await User.${call}; } invented`;
        await (vm.runInThisContext(code, { filename }) as (model: object) => Promise<void>)(User);
        const problem = await checkQueries().catch(({ message }: Error) => message);
        expect(problem, call).to.contain('no index has its filter; sent by invented (src/invented.ts)');
      }
    });

    it('says what is written past a change, without an event', async () => {
      const filename = path.resolve(import.meta.dirname, '../src/invented.js');
      const problemOfCall = async (call: string) => {
        const code = `async function invented(User) { await User.${call}; } invented`;
        await (vm.runInThisContext(code, { filename }) as (model: object) => Promise<void>)(User);
        return checkQueries().catch(({ message }: Error) => message);
      };
      const set = (fields: string) => `updateOne({ email: 'a@example.com' }, { $set: { ${fields} } })`;
      expect(await problemOfCall(set('invitations: 1'))).to.equal(undefined);
      expect(await problemOfCall(set("name: 'b', invitations: 1"))).to.contain(
        'person: name; written by invented (src/invented.ts)',
      );
      expect(await problemOfCall("deleteOne({ email: 'a@example.com' })")).to.contain('person: deletes it');
      expect(await problemOfCall("findOneAndDelete({ email: 'a@example.com' })")).to.contain(
        'person: deletes it',
      );
      expect(await problemOfCall("collection.insertOne({ email: 'b@example.com' })")).to.contain(
        'person: creates it',
      );
      expect(
        await problemOfCall(
          "collection.updateOne({ email: 'c@example.com' }, { $set: { invitations: 1 } }, { upsert: true })",
        ),
      ).to.contain('person: creates it');
    });
  });
