import { expect } from 'chai';
import { Binary, Decimal128, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import type { ClientBulkWriteModel, Collection, CommandStartedEvent, Document } from 'mongodb';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';
import { MongoClient, MongoClientBulkWriteError } from 'mongodb';

interface Doc extends Document {
  /** Other types of it are forced on it where they matter. */
  _id: number;
}

type Model = ClientBulkWriteModel<Record<string, Doc>>;

describe('embedded-mongo: what drivers ask of a server', () => {
  let store: TestStore;
  let client: MongoClient;
  let pets: Collection<Doc>;
  const sent: string[] = [];

  before(async () => {
    store = await openStore();
    client = await MongoClient.connect(store.uri, { monitorCommands: true });
    client.on('commandStarted', ({ commandName }: CommandStartedEvent) => sent.push(commandName));
    pets = client.db('drivers').collection<Doc>('pets');
  });
  after(async () => {
    await client.close();
    await store.close();
  });

  async function fill(docs: readonly Doc[]): Promise<void> {
    await pets.deleteMany({});
    if (docs.length > 0) await pets.insertMany([...docs]);
  }

  function held(): Promise<Doc[]> {
    return pets.find({}, { sort: { _id: 1 } }).toArray();
  }

  const three: [Doc, Doc, Doc] = [
    { _id: 1, age: 4 },
    { _id: 2, age: 6 },
    { _id: 3, age: 9 },
  ];
  const [one, two, other] = three;

  describe('options of writes', () => {
    interface Case {
      name: string;
      run: (options: Document) => Promise<unknown>;
      left: Doc[];
    }

    const byVariable = { $expr: { $eq: ['$_id', '$$which'] } };
    const withLet: Case[] = [
      {
        name: 'updateOne',
        run: (o) => pets.updateOne(byVariable, [{ $set: { age: '$$age', text: '$$text' } }], o),
        left: [one, { _id: 2, age: 7, text: '$x' }, other],
      },
      {
        name: 'updateMany',
        run: (o) => pets.updateMany(byVariable, [{ $set: { age: '$$age' } }], o),
        left: [one, { _id: 2, age: 7 }, other],
      },
      {
        name: 'replaceOne',
        run: (o) => pets.replaceOne(byVariable, { new: true }, o),
        left: [one, { _id: 2, new: true }, other],
      },
      { name: 'deleteOne', run: (o) => pets.deleteOne(byVariable, o), left: [one, other] },
      { name: 'deleteMany', run: (o) => pets.deleteMany(byVariable, o), left: [one, other] },
      {
        name: 'findOneAndUpdate',
        run: (o) => pets.findOneAndUpdate(byVariable, [{ $set: { age: '$$age' } }], o),
        left: [one, { _id: 2, age: 7 }, other],
      },
      {
        name: 'findOneAndReplace',
        run: (o) => pets.findOneAndReplace(byVariable, { new: true }, o),
        left: [one, { _id: 2, new: true }, other],
      },
      { name: 'findOneAndDelete', run: (o) => pets.findOneAndDelete(byVariable, o), left: [one, other] },
      {
        name: 'bulkWrite',
        run: (o) =>
          pets.bulkWrite(
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
        await fill(three);
        await run({ let: { which: 2, age: { $add: [3, 4] }, text: { $literal: '$x' } } });
        expect(await held()).to.deep.equal(left);
      });
    }

    const older = { _id: { $gt: 1 } };
    const withHint: Case[] = [
      {
        name: 'updateOne',
        run: (o) => pets.updateOne(older, { $inc: { age: 1 } }, o),
        left: [one, { _id: 2, age: 7 }, other],
      },
      {
        name: 'updateMany',
        run: (o) => pets.updateMany(older, { $inc: { age: 1 } }, o),
        left: [one, { _id: 2, age: 7 }, { _id: 3, age: 10 }],
      },
      {
        name: 'replaceOne',
        run: (o) => pets.replaceOne(older, { b: 1 }, o),
        left: [one, { _id: 2, b: 1 }, other],
      },
      { name: 'deleteOne', run: (o) => pets.deleteOne(older, o), left: [one, other] },
      { name: 'deleteMany', run: (o) => pets.deleteMany(older, o), left: [one] },
      {
        name: 'findOneAndUpdate',
        run: (o) => pets.findOneAndUpdate(older, { $inc: { age: 1 } }, o),
        left: [one, { _id: 2, age: 7 }, other],
      },
      { name: 'findOneAndDelete', run: (o) => pets.findOneAndDelete(older, o), left: [one, other] },
      {
        name: 'bulkWrite',
        run: ({ hint, ...o }) =>
          pets.bulkWrite(
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
            await fill(three);
            await run({ hint, ...more });
            let now = await held();
            // What is not acknowledged goes out on another connection, and is done in its own time.
            while (
              'writeConcern' in more &&
              now.length === 3 &&
              JSON.stringify(now) === JSON.stringify(three)
            )
              now = await held();
            expect(now).to.deep.equal(left);
          }
        });
      }

      it(`${name} refuses a hint at an index that is not there`, async () => {
        await fill(three);
        expect((await refusal(run({ hint: 'nope' }))).code).to.equal(2);
        expect(await held()).to.deep.equal(three);
      });
    }

    it('updates and replacements of one take the first in the order asked for', async () => {
      await fill(three);
      await pets.updateOne(older, { $inc: { age: 1 } }, { sort: { age: -1 } });
      await pets.replaceOne({}, { b: 1 }, { sort: { _id: -1, age: 1 } });
      await pets.bulkWrite([{ updateOne: { filter: {}, update: { $inc: { age: 1 } }, sort: { age: -1 } } }]);
      expect(await held()).to.deep.equal([one, { _id: 2, age: 7 }, { _id: 3, b: 1 }]);
    });

    it('an update of many has no order', async () => {
      const updates = [{ q: {}, u: { $set: { a: 1 } }, multi: true, sort: { _id: 1 } }];
      const { writeErrors } = (await client.db('drivers').command({ update: 'pets', updates })) as {
        writeErrors: { code: number }[];
      };
      expect(writeErrors.map(({ code }) => code)).to.deep.equal([9]);
    });

    it('a comment may stand at every command', async () => {
      await fill(three);
      for (const comment of ['why', { by: 'me' }]) {
        const options = { comment } as Document;
        await pets.updateOne({ _id: 1 }, { $set: { a: 1 } }, options);
        await pets.replaceOne({ _id: 1 }, { age: 4 }, options);
        await pets.insertOne({ _id: 9 }, options);
        await pets.deleteMany({ _id: 9 }, options);
        await pets.findOneAndUpdate({ _id: 2 }, { $set: { age: 6 } }, options);
        expect(await pets.find({}, { comment, batchSize: 1 }).toArray()).to.have.length(3);
        expect(await pets.aggregate([], options).toArray()).to.have.length(3);
        expect(await pets.distinct('age', {}, options)).to.deep.equal([4, 6, 9]);
        expect(await pets.estimatedDocumentCount(options)).to.equal(3);
      }
      expect(await held()).to.deep.equal(three);
    });
  });

  describe('field names and _ids', () => {
    const odd: Doc[] = [
      { _id: 1, $price: 1 },
      { _id: 1, 'a.b': 1 },
      { _id: 1, in: { $price: 1 } },
      { _id: 1, in: { 'a.b': 1 } },
      { _id: 1, in: { $db: 'x' } },
      { _id: { 'a.b': 1 } as never },
    ];
    for (const doc of odd) {
      it(`${JSON.stringify(doc)} is stored as it is`, async () => {
        await fill([]);
        await pets.insertOne(doc);
        expect(await held()).to.deep.equal([doc]);
        const { _id, ...rest } = doc;
        if (Object.keys(rest)[0]?.startsWith('$')) return;
        await pets.replaceOne({ _id }, rest);
        await pets.findOneAndReplace({ _id }, rest);
        expect(await held()).to.deep.equal([doc]);
      });
    }

    const field = (name: string, input: string): object => ({
      $setField: { field: { $literal: name }, value: 1, input },
    });
    for (const [update, after] of [
      [{ $replaceWith: field('$price', '$$ROOT') }, { _id: 1, in: {}, $price: 1 }],
      [{ $replaceWith: field('a.b', '$$ROOT') }, { _id: 1, in: {}, 'a.b': 1 }],
      [{ $set: { in: field('$price', '$in') } }, { _id: 1, in: { $price: 1 } }],
      [{ $set: { in: field('a.b', '$in') } }, { _id: 1, in: { 'a.b': 1 } }],
    ] as const) {
      it(`an update makes ${JSON.stringify(after)}`, async () => {
        await fill([{ _id: 1, in: {} }]);
        await pets.updateOne({ _id: 1 }, [update]);
        expect(await held()).to.deep.equal([after]);
        await pets.updateMany({}, [update]);
        await pets.findOneAndUpdate({}, [update]);
        expect(await held()).to.deep.equal([after]);
      });
    }

    const [int, long] = [new Int32(0), Long.fromNumber(2 ** 40)];
    /** What the driver makes of them. */
    const promoted = new Map<unknown, number>([
      [int, 0],
      [long, 2 ** 40],
    ]);
    const ids: unknown[] = [
      ...[NaN, 1.5, '', {}, false, new Date(0), new ObjectId(), int, long],
      ...[new Binary(Buffer.alloc(0)), Decimal128.fromString('1.50'), new Timestamp({ t: 1, i: 1 })],
      ...[new MinKey(), new MaxKey()],
    ];
    for (const id of ids as number[]) {
      it(`an _id may be ${JSON.stringify(id)}, inserted or upserted`, async () => {
        const expected = [{ _id: promoted.get(id) ?? id }];
        await fill([]);
        await pets.insertOne({ _id: id });
        expect(await held()).to.deep.equal(expected);
        await fill([]);
        await pets.updateOne({ _id: id }, { $unset: { a: '' } }, { upsert: true });
        expect(await held()).to.deep.equal(expected);
        await fill([]);
        await pets.replaceOne({}, { _id: id }, { upsert: true });
        expect(await held()).to.deep.equal(expected);
      });
    }

    it('an _id may be null, which this driver does not insert but upserts', async () => {
      await fill([]);
      await pets.updateOne({ _id: null as never }, { $set: { a: 1 } }, { upsert: true });
      await client.db('drivers').command({ insert: 'nulls', documents: [{ _id: null }] });
      expect(await held()).to.deep.equal([{ _id: null, a: 1 }]);
      const nulls = client.db('drivers').collection<Doc>('nulls');
      expect(await nulls.find().toArray()).to.deep.equal([{ _id: null }]);
    });

    it('an _id may not be an array, a regular expression or an operator', async () => {
      await fill([]);
      for (const _id of [[1], /x/, { $gt: 1 }] as never[])
        expect((await refusal(pets.insertOne({ _id }))).code).to.equal(53);
      expect(await held()).to.deep.equal([]);
    });
  });

  describe('answers', () => {
    it('a duplicate key names the key and its value, in every kind of write', async () => {
      const unique = client.db('drivers').collection<Doc>('unique');
      await unique.createIndex({ name: 1 }, { unique: true });
      await unique.insertMany([
        { _id: 1, name: 'a' },
        { _id: 2, name: 'b' },
      ]);
      const writes = [
        () => unique.insertOne({ _id: 3, name: 'a' }),
        () => unique.updateOne({ _id: 2 }, { $set: { name: 'a' } }),
        () => unique.findOneAndUpdate({ _id: 2 }, { $set: { name: 'a' } }),
        () => unique.replaceOne({ _id: 9 }, { name: 'a' }, { upsert: true }),
      ];
      for (const write of writes) {
        const error = await refusal(write());
        const { keyPattern, keyValue } = { ...error, ...error.errorResponse } as Document;
        expect([error.code, keyPattern, keyValue]).to.deep.equal([11000, { name: 1 }, { name: 'a' }]);
      }
    });

    it('a variable that is not there has the code of the server', async () => {
      await fill(three);
      const filter = { $expr: { $eq: ['$_id', '$$nobody'] } };
      for (const attempt of [() => pets.deleteOne(filter), () => pets.find(filter).toArray()])
        expect((await refusal(attempt())).code).to.equal(17276);
    });

    it('a limit that is reached ends the cursor without another question', async () => {
      await fill(three);
      sent.length = 0;
      expect(await pets.find({}, { limit: 2, batchSize: 1 }).toArray()).to.have.length(2);
      expect(sent).to.deep.equal(['find', 'getMore']);
    });

    it('a pipeline may begin with the sessions or the statistics instead of documents', async () => {
      await fill(three);
      const admin = client.db('admin');
      const pipeline = [{ $listLocalSessions: {} }, { $limit: 1 }, { $project: { _id: 0, made: '1' } }];
      expect(await admin.aggregate(pipeline).toArray()).to.deep.equal([{ made: '1' }]);
      const counted = [{ $collStats: { count: {} } }, { $group: { _id: 1, n: { $sum: '$count' } } }];
      expect(await pets.aggregate(counted).toArray()).to.deep.equal([{ _id: 1, n: 3 }]);
      const gone = client.db('drivers').collection('gone').aggregate(counted).toArray();
      expect((await refusal(gone)).code).to.equal(26);
      expect((await refusal(pets.aggregate([{ $collStats: { latencyStats: {} } }]).toArray())).code).to.equal(
        238,
      );
    });
  });

  describe('bulkWrite on the client', () => {
    const namespace = 'drivers.pets';

    it('tells what came of each operation, or only the sums', async () => {
      const models: Model[] = [
        { name: 'insertOne', namespace, document: { _id: 4, age: 1 } },
        { name: 'updateOne', namespace, filter: { _id: 1 }, update: { $inc: { age: 1 } } },
        { name: 'updateMany', namespace, filter: { age: { $gt: 5 } }, update: [{ $set: { old: true } }] },
        { name: 'replaceOne', namespace, filter: { _id: 8 }, replacement: { age: 0 }, upsert: true },
        { name: 'deleteOne', namespace, filter: { _id: 3 } },
        { name: 'deleteMany', namespace, filter: { age: { $lt: 2 } } },
      ];
      for (const verboseResults of [true, false]) {
        await fill(three);
        const { insertResults, updateResults, deleteResults, ...sums } = await client.bulkWrite<
          Record<string, Doc>
        >(models, {
          verboseResults,
        });
        expect(sums).to.include({ insertedCount: 1, matchedCount: 3, modifiedCount: 3 });
        expect(sums).to.include({ upsertedCount: 1, deletedCount: 3 });
        if (verboseResults) {
          expect(insertResults?.get(0)).to.deep.equal({ insertedId: 4 });
          expect(updateResults?.get(2)).to.include({ matchedCount: 2, modifiedCount: 2 });
          expect(updateResults?.get(3)).to.include({ matchedCount: 1, modifiedCount: 0, upsertedId: 8 });
          expect(deleteResults?.get(5)).to.deep.equal({ deletedCount: 2 });
        }
        expect(await held()).to.deep.equal([
          { _id: 1, age: 5 },
          { _id: 2, age: 6, old: true },
        ]);
      }
    });

    for (const ordered of [true, false]) {
      it(`${ordered ? 'ends at' : 'goes on after'} an error when ${ordered ? '' : 'not '}ordered`, async () => {
        await fill(three);
        const failure = client.bulkWrite<Record<string, Doc>>(
          [
            { name: 'deleteOne', namespace, filter: { _id: 1 } },
            { name: 'insertOne', namespace, document: { _id: 2 } },
            { name: 'deleteOne', namespace, filter: { _id: 3 } },
          ],
          { ordered, verboseResults: true },
        );
        const error = (await refusal(failure)) as unknown as MongoClientBulkWriteError;
        expect(error).to.be.instanceOf(MongoClientBulkWriteError);
        expect([...error.writeErrors].map(([at, { code }]) => [at, code])).to.deep.equal([[1, 11000]]);
        expect(error.partialResult?.deletedCount).to.equal(ordered ? 1 : 2);
        expect(await held()).to.deep.equal(ordered ? [two, other] : [two]);
      });
    }

    it('knows array filters, hints, orders, variables and collations of each operation', async () => {
      await fill([{ _id: 1, n: [1, 5], word: 'Ja' }, two, other]);
      await client.bulkWrite<Record<string, Doc>>(
        [
          {
            name: 'updateOne',
            namespace,
            filter: { word: 'ja' },
            update: { $set: { 'n.$[big]': 0 } },
            arrayFilters: [{ big: { $gt: 2 } }],
            collation: { locale: 'en', strength: 2 },
          },
          { name: 'updateOne', namespace, filter: {}, update: { $inc: { age: 1 } }, sort: { age: -1 } },
          { name: 'deleteMany', namespace, filter: { $expr: { $eq: ['$_id', '$$which'] } }, hint: '_id_' },
        ],
        { let: { which: 2 }, comment: 'all', bypassDocumentValidation: true },
      );
      expect(await held()).to.deep.equal([
        { _id: 1, n: [1, 0], word: 'Ja' },
        { _id: 3, age: 10 },
      ]);
    });

    it('writes to any number of collections', async () => {
      const to = (name: string, _id: number): Model => ({
        name: 'insertOne',
        namespace: name,
        document: { _id },
      });
      await client.bulkWrite<Record<string, Doc>>([
        to('drivers.x', 1),
        to('elsewhere.y', 2),
        to('drivers.x', 3),
      ]);
      expect(await client.db('drivers').collection('x').countDocuments()).to.equal(2);
      expect(await client.db('elsewhere').collection('y').findOne()).to.deep.equal({ _id: 2 });
    });

    it('gives long results in batches', async () => {
      const models = Array.from({ length: 4 }, (_, i): Model => ({
        name: 'updateOne',
        namespace: 'drivers.large',
        filter: { _id: `${i}`.repeat(7_000_000) as never },
        update: { $set: { a: 1 } },
        upsert: true,
      }));
      sent.length = 0;
      const { upsertedCount, updateResults } = await client.bulkWrite<Record<string, Doc>>(models, {
        verboseResults: true,
      });
      expect([upsertedCount, updateResults?.size]).to.deep.equal([4, 4]);
      expect(sent).to.deep.equal(['bulkWrite', 'getMore']);
    });

    it('is asked of the database admin, of namespaces and of operations there are', async () => {
      const nsInfo = [{ ns: namespace }];
      const ops = [{ insert: 0, document: { _id: 5 } }];
      const ask = (db: string, more: Document): Promise<Document> =>
        client.db(db).command({ bulkWrite: 1, ops, nsInfo, ...more });
      expect((await refusal(ask('drivers', {}))).code).to.equal(13);
      expect((await refusal(ask('admin', { nsInfo: [{ ns: 'nodot' }] }))).code).to.equal(73);
      for (const op of [{ insert: 1, document: {} }, { cook: 0 }, { insert: 0 }]) {
        const { nErrors, nInserted } = await ask('admin', { ops: [op] });
        expect([nErrors, nInserted]).to.deep.equal([1, 0]);
      }
    });
  });
});
