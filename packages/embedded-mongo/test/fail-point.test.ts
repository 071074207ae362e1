import { expect } from 'chai';
import { MongoClient, MongoNetworkError } from 'mongodb';
import type { Document, MongoClientBulkWriteError } from 'mongodb';
import { openPets } from './pets.js';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';

describe('embedded-mongo: commands that fail on demand', () => {
  let store: TestStore;
  let client: MongoClient;
  before(async () => {
    store = await openStore({ testCommands: true });
    client = await MongoClient.connect(store.uri, { retryReads: false });
  });
  after(async () => {
    await client.close();
    await store.close();
  });

  const configure = (mode: Document | string, data: Document, name = 'failCommand'): Promise<Document> =>
    client.db('admin').command({ configureFailPoint: name, mode, data });
  const count = (): Promise<number> => client.db('drivers').collection('pets').estimatedDocumentCount();

  it('are not known to a store that was started without them', async () => {
    const plain = await openPets();
    const command = { configureFailPoint: 'failCommand', mode: 'off' };
    expect((await refusal(plain.client.db('admin').command(command))).codeName).to.equal('CommandNotFound');
    await plain.close();
  });

  it('fail as often as asked for, and no other command fails', async () => {
    await configure({ times: 2 }, { failCommands: ['count'], errorCode: 11600, errorLabels: ['Mine'] });
    await client.db('drivers').collection('pets').find().toArray();
    for (let i = 0; i < 2; i++) {
      const error = await refusal(count());
      expect([error.code, error.hasErrorLabel('Mine')]).to.deep.equal([11600, true]);
    }
    expect(await count()).to.equal(0);
  });

  it('fail until that is switched off', async () => {
    await configure('alwaysOn', { failCommands: ['count'], errorCode: 26 });
    for (let i = 0; i < 3; i++) expect((await refusal(count())).codeName).to.equal('NamespaceNotFound');
    await configure('off', {});
    expect(await count()).to.equal(0);
  });

  it('may end the connection in place of an answer', async () => {
    await configure({ times: 1 }, { failCommands: ['count'], closeConnection: true });
    expect(await refusal(count())).to.be.instanceOf(MongoNetworkError);
    expect(await count()).to.equal(0);
  });

  it('may do their work and tell of a write concern that was not met', async () => {
    const writeConcernError = { code: 91, errmsg: 'going down' };
    await configure({ times: 1 }, { failCommands: ['bulkWrite'], writeConcernError });
    const error = (await refusal(
      client.bulkWrite([{ name: 'insertOne', namespace: 'drivers.kept', document: { a: 1 } }]),
    )) as unknown as MongoClientBulkWriteError;
    expect(error.writeConcernErrors).to.deep.equal([{ code: 91, message: 'going down' }]);
    expect(await client.db('drivers').collection('kept').countDocuments()).to.equal(1);
  });

  it('may wait before they go on', async () => {
    await configure({ times: 1 }, { failCommands: ['count'], blockConnection: true, blockTimeMS: 60 });
    const since = performance.now();
    expect(await count()).to.equal(0);
    expect(performance.now() - since).to.be.at.least(55);
  });

  for (const [what, mode, data, name] of [
    ['another fail point', 'off', {}, 'maxTimeAlwaysTimeOut'],
    ['an unknown mode', { skip: 1 }, {}, 'failCommand'],
    ['unknown data', 'alwaysOn', { failCommands: ['count'], appName: 'x' }, 'failCommand'],
  ] as const)
    it(`are refused with ${what}`, async () => {
      expect((await refusal(configure(mode, data, name))).codeName).to.equal('BadValue');
    });
});
