import { expect } from 'chai';
import { Long } from 'mongodb';
import type { Document } from 'mongodb';
import { openPets, three } from './pets.js';
import type { Pet, PetStore } from './pets.js';
import { refusal } from './support.js';

describe('embedded-mongo: options of writes by drivers', () => {
  let store: PetStore;
  before(async () => {
    store = await openPets();
  });
  after(() => store.close());

  const [one, , other] = three;

  interface Case {
    name: string;
    run: (options: Document) => Promise<unknown>;
    left: Pet[];
  }

  const byVariable = { $expr: { $eq: ['$_id', '$$which'] } };
  const withLet: Case[] = [
    {
      name: 'updateOne',
      run: (o) => store.pets.updateOne(byVariable, [{ $set: { age: '$$age', text: '$$text' } }], o),
      left: [one, { _id: 2, age: 7, text: '$x' }, other],
    },
    {
      name: 'updateMany',
      run: (o) => store.pets.updateMany(byVariable, [{ $set: { age: '$$age' } }], o),
      left: [one, { _id: 2, age: 7 }, other],
    },
    {
      name: 'replaceOne',
      run: (o) => store.pets.replaceOne(byVariable, { new: true }, o),
      left: [one, { _id: 2, new: true }, other],
    },
    { name: 'deleteOne', run: (o) => store.pets.deleteOne(byVariable, o), left: [one, other] },
    { name: 'deleteMany', run: (o) => store.pets.deleteMany(byVariable, o), left: [one, other] },
    {
      name: 'findOneAndUpdate',
      run: (o) => store.pets.findOneAndUpdate(byVariable, [{ $set: { age: '$$age' } }], o),
      left: [one, { _id: 2, age: 7 }, other],
    },
    {
      name: 'findOneAndReplace',
      run: (o) => store.pets.findOneAndReplace(byVariable, { new: true }, o),
      left: [one, { _id: 2, new: true }, other],
    },
    { name: 'findOneAndDelete', run: (o) => store.pets.findOneAndDelete(byVariable, o), left: [one, other] },
    {
      name: 'bulkWrite',
      run: (o) =>
        store.pets.bulkWrite(
          [
            { updateOne: { filter: byVariable, update: { $inc: { age: 1 } } } },
            { updateMany: { filter: byVariable, update: [{ $set: { more: '$$age' } }] } },
          ],
          o,
        ),
      left: [one, { _id: 2, age: 7, more: 7 }, other],
    },
  ];
  for (const { name, run, left } of withLet) {
    it(`${name} knows the variables of let, which may be expressions of constants`, async () => {
      await store.fill(three);
      await run({ let: { which: 2, age: { $add: [3, 4] }, text: { $literal: '$x' } } });
      expect(await store.held()).to.deep.equal(left);
    });
  }

  const older = { _id: { $gt: 1 } };
  const withHint: Case[] = [
    {
      name: 'updateOne',
      run: (o) => store.pets.updateOne(older, { $inc: { age: 1 } }, o),
      left: [one, { _id: 2, age: 7 }, other],
    },
    {
      name: 'updateMany',
      run: (o) => store.pets.updateMany(older, { $inc: { age: 1 } }, o),
      left: [one, { _id: 2, age: 7 }, { _id: 3, age: 10 }],
    },
    {
      name: 'replaceOne',
      run: (o) => store.pets.replaceOne(older, { b: 1 }, o),
      left: [one, { _id: 2, b: 1 }, other],
    },
    { name: 'deleteOne', run: (o) => store.pets.deleteOne(older, o), left: [one, other] },
    { name: 'deleteMany', run: (o) => store.pets.deleteMany(older, o), left: [one] },
    {
      name: 'findOneAndUpdate',
      run: (o) => store.pets.findOneAndUpdate(older, { $inc: { age: 1 } }, o),
      left: [one, { _id: 2, age: 7 }, other],
    },
    { name: 'findOneAndDelete', run: (o) => store.pets.findOneAndDelete(older, o), left: [one, other] },
    {
      name: 'bulkWrite',
      run: ({ hint, ...o }) =>
        store.pets.bulkWrite(
          [
            { updateOne: { filter: older, update: { $inc: { age: 1 } }, hint: hint as string } },
            { deleteOne: { filter: { _id: 3 }, hint: hint as string } },
          ],
          o,
        ),
      left: [one, { _id: 2, age: 7 }],
    },
  ];
  for (const { name, run, left } of withHint) {
    for (const [kind, hint] of [
      ['name', '_id_'],
      ['pattern', { _id: 1 }],
      ['pattern of a Long', { _id: Long.fromNumber(1) }],
    ] as const) {
      it(`${name} takes the ${kind} of an index as a hint, acknowledged or not`, async () => {
        for (const more of [{}, { writeConcern: { w: 0 } }]) {
          await store.fill(three);
          await run({ hint, ...more });
          let now = await store.held();
          // What is not acknowledged goes out on another connection, and is done in its own time.
          while ('writeConcern' in more && now.length === 3 && JSON.stringify(now) === JSON.stringify(three))
            now = await store.held();
          expect(now).to.deep.equal(left);
        }
      });
    }

    it(`${name} refuses a hint at an index that is not there`, async () => {
      await store.fill(three);
      expect((await refusal(run({ hint: 'nope' }))).code).to.equal(2);
      expect(await store.held()).to.deep.equal(three);
    });
  }

  it('updates and replacements of one take the first in the order asked for', async () => {
    await store.fill(three);
    await store.pets.updateOne(older, { $inc: { age: 1 } }, { sort: { age: -1 } });
    await store.pets.replaceOne({}, { b: 1 }, { sort: { _id: -1, age: 1 } });
    await store.pets.bulkWrite([
      { updateOne: { filter: {}, update: { $inc: { age: 1 } }, sort: { age: -1 } } },
    ]);
    expect(await store.held()).to.deep.equal([one, { _id: 2, age: 7 }, { _id: 3, b: 1 }]);
  });

  it('an update of many has no order', async () => {
    const updates = [{ q: {}, u: { $set: { a: 1 } }, multi: true, sort: { _id: 1 } }];
    const { writeErrors } = (await store.client.db('drivers').command({ update: 'pets', updates })) as {
      writeErrors: { code: number }[];
    };
    expect(writeErrors.map(({ code }) => code)).to.deep.equal([9]);
  });

  it('a comment may stand at every command', async () => {
    await store.fill(three);
    for (const comment of ['why', { by: 'me' }]) {
      const options = { comment } as Document;
      await store.pets.updateOne({ _id: 1 }, { $set: { a: 1 } }, options);
      await store.pets.replaceOne({ _id: 1 }, { age: 4 }, options);
      await store.pets.insertOne({ _id: 9 }, options);
      await store.pets.deleteMany({ _id: 9 }, options);
      await store.pets.findOneAndUpdate({ _id: 2 }, { $set: { age: 6 } }, options);
      expect(await store.pets.find({}, { comment, batchSize: 1 }).toArray()).to.have.length(3);
      expect(await store.pets.aggregate([], options).toArray()).to.have.length(3);
      expect(await store.pets.distinct('age', {}, options)).to.deep.equal([4, 6, 9]);
      expect(await store.pets.estimatedDocumentCount(options)).to.equal(3);
    }
    expect(await store.held()).to.deep.equal(three);
  });
});
