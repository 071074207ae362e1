import { expect } from 'chai';
import { BSON, MongoClient } from 'mongodb';
import {
  beginLogin,
  bulkMessage,
  frame,
  loggedIn,
  message,
  nested,
  passwordOf,
  portOf,
  Raw,
  saslContinue,
  saslStart,
} from './raw.js';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';

describe('embedded-mongo: hostile clients', () => {
  let store: TestStore;
  before(async () => (store = await openStore()));
  after(() => store.close());

  const stranger = (): Raw => new Raw(portOf(store.uri));
  const header = (length: number): Buffer => {
    const bytes = frame(2013, []);
    bytes.writeInt32LE(length, 0);
    return bytes;
  };

  describe('messages', () => {
    it('of a client that has not logged in may be as long as a handshake, not longer', async () => {
      const raw = stranger();
      expect(await raw.ask({ hello: 1, comment: 'x'.repeat(16_000), $db: 'admin' })).to.include({ ok: 1 });
      raw.send(header(16 * 1024 + 1));
      await raw.closed();
    });

    it('may be as long as the server says, and one byte more is refused by its header', async () => {
      const raw = await loggedIn(store.uri);
      const limit = (await raw.ask({ hello: 1, $db: 'admin' }))!.maxMessageSizeBytes as number;
      const empty = bulkMessage({ hello: 1, $db: 'admin' }, 'filler', []).length;
      const filler = (size: number): Buffer => {
        const document = Buffer.alloc(size);
        document.writeInt32LE(size, 0);
        return document;
      };
      raw.send(bulkMessage({ hello: 1, $db: 'admin' }, 'filler', [filler(limit - empty - 5), filler(5)]));
      expect(await raw.reply()).to.include({ ok: 1 });
      raw.send(header(limit + 1));
      await raw.closed();
    });

    it('that stop half-way keep nobody else waiting', async () => {
      const halves = await Promise.all(Array.from({ length: 20 }, () => loggedIn(store.uri)));
      for (const raw of halves) raw.send(header(40_000_000));
      const raw = stranger();
      expect(await raw.ask({ ping: 1, $db: 'admin' })).to.deep.equal({ ok: 1 });
      for (const each of [...halves, raw]) each.end();
    });

    it('whose sequences lie end the connection', async () => {
      const good = bulkMessage({ insert: 'a', $db: 'x' }, 'documents', [
        Buffer.from(BSON.serialize({ a: 1 })),
      ]);
      const at = good.indexOf('documents') - 4;
      for (const length of [-1, 0, 4, 13, good.length, 2 ** 31 - 1]) {
        const bytes = Buffer.from(good);
        bytes.writeInt32LE(length, at);
        const raw = await loggedIn(store.uri);
        raw.send(bytes);
        expect(await raw.reply(), `a length of ${length}`).to.equal(undefined);
      }
    });

    it('with documents nested over 200 levels are refused, in a body, a sequence or however deep', async () => {
      const raw = await loggedIn(store.uri);
      const insert = async (levels: number): Promise<BSON.Document | undefined> => {
        raw.send(bulkMessage({ insert: 'deep', $db: 'x' }, 'documents', [nested(levels)]));
        return raw.reply();
      };
      expect(await insert(200)).to.deep.include({ ok: 1, n: 1 });
      for (const levels of [201, 5_000, 1_000_000])
        expect(await insert(levels)).to.include({ ok: 0, code: 15 });
      let filter = {};
      for (let level = 0; level < 2_000; level++) filter = { $and: [filter] };
      expect(await raw.ask({ find: 'deep', filter, $db: 'x' })).to.include({ ok: 0, code: 15 });
      expect(await raw.ask({ count: 'deep', $db: 'x' })).to.include({ n: 1 });
      raw.end();
    });
  });

  it('a client that asks and never reads is not read from either, and can be ended', async () => {
    const other = await openStore();
    const raw = await loggedIn(other.uri);
    const client = await MongoClient.connect(other.uri);
    await client
      .db('x')
      .collection('big')
      .insertOne({ text: 'x'.repeat(4_000_000) });
    raw.socket.pause();
    const before = process.memoryUsage().rss;
    raw.send(Buffer.concat(Array.from({ length: 200 }, () => message({ find: 'big', $db: 'x' }))));
    for (let i = 0; i < 20; i++) await client.db('x').collection('big').estimatedDocumentCount();
    expect(process.memoryUsage().rss - before).to.be.lessThan(200 * 2 ** 20);
    await client.close();
    await other.close();
  });

  it('many connections that never log in push out each other, not who works', async () => {
    const client = await MongoClient.connect(store.uri);
    const worker = await loggedIn(store.uri);
    const crowd: Raw[] = [];
    for (let i = 0; i < 400; i++) {
      const raw = stranger();
      crowd.push(raw);
      await raw.ask({ ping: 1, $db: 'admin' });
    }
    await Promise.all(crowd.slice(0, 100).map((raw) => raw.closed()));
    expect(await worker.ask({ ping: 1, $db: 'admin' })).to.deep.equal({ ok: 1 });
    await client.db().collection('a').insertOne({});
    for (const raw of [...crowd, worker]) raw.end();
    await client.close();
  });

  describe('logins', () => {
    const refused = { ok: 0, code: 18, codeName: 'AuthenticationFailed' };

    it('with the password are let in, with another not', async () => {
      for (const [password, answer] of [
        [passwordOf(store.uri), { ok: 1, done: true }],
        ['guess', refused],
      ] as const) {
        const raw = stranger();
        const { final } = await beginLogin(raw);
        expect(await raw.ask(saslContinue(final(password)))).to.include(answer);
        expect(await raw.ask({ listDatabases: 1, $db: 'admin' })).to.include({ ok: answer.ok });
        raw.end();
      }
    });

    it('cannot be replayed: neither on the same connection nor on another, with the same nonce', async () => {
      const raw = stranger();
      const { final } = await beginLogin(raw);
      const proof = final(passwordOf(store.uri));
      expect(await raw.ask(saslContinue(proof))).to.include({ ok: 1 });
      expect(await raw.ask(saslContinue(proof))).to.include(refused);
      const again = stranger();
      await beginLogin(again);
      expect(await again.ask(saslContinue(proof))).to.include(refused);
      raw.end();
      again.end();
    });

    it('with a nonce or a channel binding other than was agreed are refused', async () => {
      for (const change of [{ nonce: 'abcdef' }, { nonce: '' }, { binding: 'eSws' }, { binding: '' }]) {
        const raw = stranger();
        const { final } = await beginLogin(raw);
        expect(await raw.ask(saslContinue(final(passwordOf(store.uri), change)))).to.include(refused);
        raw.end();
      }
    });

    it('by another mechanism, with channel binding or with payloads that make no sense are refused', async () => {
      const raw = stranger();
      const user = 'n=groundswell,r=abc';
      expect(await raw.ask(saslStart(`n,,${user}`, 'SCRAM-SHA-1'))).to.include(refused);
      expect(await raw.ask(saslStart(`n,,${user}`, 'PLAIN'))).to.include(refused);
      for (const text of [
        '',
        'n',
        'n,,',
        user,
        `y,,${user}`,
        `p=tls-unique,,${user}`,
        'n,,n=groundswell,r=',
      ]) {
        expect(await raw.ask(saslStart(text)), text).to.include(refused);
      }
      expect(await raw.ask(saslStart(`n,,m=new,${user}`))).to.include(refused);
      expect(
        await raw.ask({ saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: 7, $db: 'admin' }),
      ).to.include({ ok: 0 });
      for (const text of [
        '',
        'c=biws',
        'c=biws,r=abcdef',
        'c=biws,r=abcdef,p=',
        `${'='.repeat(9000)},p=,p=`,
      ]) {
        await beginLogin(raw);
        expect(await raw.ask(saslContinue(text)), text).to.include(refused);
      }
      expect(await raw.ask({ listDatabases: 1, $db: 'admin' })).to.include({ ok: 0, code: 13 });
      raw.end();
    });
  });

  it('a client of the driver is told of a document that is nested too deep', async () => {
    const client = await MongoClient.connect(store.uri);
    let deep = {};
    for (let level = 0; level < 300; level++) deep = { deep };
    expect((await refusal(client.db().collection('a').insertOne(deep))).code).to.equal(15);
    await client.close();
  });
});
