import { expect } from 'chai';
import mongoose from 'mongoose';
import { insertNew } from '../../src/platform/data/insert-new.js';
import { useDatabase } from '../support/database.js';

describe('Inserting what may be there already', () => {
  before(useDatabase);
  const leads = () => mongoose.connection.collection('leads');
  beforeEach(async () => {
    await leads().deleteMany({});
    await leads().createIndex({ externalId: 1 }, { unique: true });
  });
  after(() => leads().drop());

  const lead = (externalId: string) => ({ _id: new mongoose.Types.ObjectId(), externalId });
  const held = async () =>
    (await leads().find().toArray()).map(({ externalId }) => externalId as string).sort();

  it('tells which were there, and leaves those as they are', async () => {
    const first = lead('b');
    await insertNew({ collection: leads() }, [first]);
    const known = await insertNew({ collection: leads() }, [lead('a'), lead('b'), lead('c')]);
    expect([...known]).to.deep.equal([1]);
    expect(await held()).to.deep.equal(['a', 'b', 'c']);
    expect(await leads().countDocuments({ _id: first._id })).to.equal(1);
  });

  it('takes none for known that came in before the engine ended its first attempt', async () => {
    await insertNew({ collection: leads() }, [lead('b')]);
    const known = await insertNew({ collection: endingOnce(leads()) }, [lead('a'), lead('b'), lead('c')]);
    expect([...known]).to.deep.equal([1]);
    expect(await held()).to.deep.equal(['a', 'b', 'c']);
  });

  /** As an engine over PostgreSQL does: the first document is in when the bulk ends in a deadlock. */
  function endingOnce(collection: mongoose.Collection): mongoose.Collection {
    let isEnded = false;
    const bulkWrite: typeof collection.bulkWrite = async (operations, options) => {
      if (isEnded) return collection.bulkWrite(operations, options);
      isEnded = true;
      await collection.bulkWrite(operations.slice(0, 1), options);
      const { MongoBulkWriteError } = mongoose.mongo;
      const writeErrors = [{ index: 1, errmsg: 'deadlock detected' }] as never;
      throw new MongoBulkWriteError({ message: 'ended', code: 1, writeErrors }, {} as never);
    };
    return new Proxy(collection, {
      get: (target, name) => (name === 'bulkWrite' ? bulkWrite : (Reflect.get(target, name) as unknown)),
    });
  }
});
