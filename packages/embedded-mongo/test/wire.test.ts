import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { BSON, MongoClient } from 'mongodb';
import { openStore, refusal } from './support.js';
import type { TestStore } from './support.js';

/** An OP_MSG with one body. */
function message(body: object, flags = 0): Buffer {
  const bson = Buffer.from(BSON.serialize(body));
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + bson.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, bson]);
}

describe('embedded-mongo: the wire', () => {
  let store: TestStore;
  let port: number;
  before(async () => {
    store = await openStore();
    port = Number(new URL(store.uri).port);
  });
  after(() => store.close());

  /** What the server says to some bytes before it answers or hangs up. */
  async function send(...pieces: Buffer[]): Promise<{ closed: boolean; reply: Buffer }> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const answer = new Promise<{ closed: boolean; reply: Buffer }>((resolve) => {
      socket.on('data', (reply) => resolve({ closed: false, reply }));
      socket.on('close', () => resolve({ closed: true, reply: Buffer.alloc(0) }));
      socket.on('error', () => undefined);
    });
    for (const piece of pieces) {
      socket.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const result = await answer;
    socket.destroy();
    return result;
  }

  const bodyOf = (reply: Buffer): Record<string, unknown> => BSON.deserialize(reply.subarray(21));

  const good = message({ ping: 1, $db: 'admin' });
  const withInt = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes.writeInt32LE(value, at);
    return bytes;
  };
  const malformed: [what: string, bytes: Buffer][] = [
    ['a length below that of a header', withInt(0, 3)],
    ['a negative length', withInt(0, -1)],
    ['a length over the limit', withInt(0, 2 ** 30)],
    ['an operation nobody knows', withInt(12, 2010)],
    ['a compressed message', withInt(12, 2012)],
    ['flags nobody knows', withInt(16, 4)],
    ['a section of unknown kind', Buffer.from(good.map((byte, i) => (i === 20 ? 9 : byte)))],
    ['a body longer than its message', withInt(21, 5000)],
    ['a body with a length below zero', withInt(21, -5)],
    ['a body that is no BSON', Buffer.from(good.map((byte, i) => (i === 25 ? 0x99 : byte)))],
    ['a body without $db', message({ ping: 1 })],
    ['a web request', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ];
  for (const [what, bytes] of malformed) {
    it(`${what} ends the connection and nothing else`, async () => {
      expect((await send(bytes)).closed).to.equal(true);
      expect(bodyOf((await send(good)).reply)).to.deep.equal({ ok: 1 });
    });
  }

  it('a message may come byte by byte, and two may come at once', async () => {
    expect(bodyOf((await send(...Array.from(good, (byte) => Buffer.from([byte])))).reply)).to.deep.equal({
      ok: 1,
    });
    const { reply } = await send(Buffer.concat([good, good]));
    expect(reply.readInt32LE(8)).to.equal(1);
  });

  it('a message may carry a checksum', async () => {
    const bytes = Buffer.concat([message({ ping: 1, $db: 'admin' }, 1), Buffer.alloc(4)]);
    bytes.writeInt32LE(bytes.length, 0);
    expect(bodyOf((await send(bytes)).reply)).to.deep.equal({ ok: 1 });
  });

  it('a write without a wish for an answer gets none, and is done', async () => {
    const client = await MongoClient.connect(store.uri);
    const items = client.db().collection('quiet', { writeConcern: { w: 0 } });
    await items.insertOne({ a: 1 });
    for (let i = 0; i < 50 && (await items.countDocuments()) === 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await items.countDocuments()).to.equal(1);
    await client.close();
  });

  it('listens on the loopback address only', () => {
    expect(new URL(store.uri).hostname).to.equal('127.0.0.1');
  });

  describe('before a login', () => {
    it('nothing but the handshake is answered', async () => {
      for (const command of ['find', 'insert', 'listDatabases', 'aggregate', 'getMore', 'dropDatabase']) {
        const { reply } = await send(message({ [command]: 'x', $db: 'groundswell' }));
        expect(bodyOf(reply)).to.deep.include({ ok: 0, code: 13, codeName: 'Unauthorized' });
      }
    });

    it('a client without the credential, or with a wrong one, is refused', async () => {
      const without = store.uri.replace(/\/\/.*@/, '//').replace('&authSource=admin', '');
      const anonymous = await MongoClient.connect(without);
      expect((await refusal(anonymous.db().collection('a').findOne({}))).code).to.equal(13);
      await anonymous.close();
      const wrong = store.uri.replace(/:[^:@]*@/, ':wrong@');
      expect((await refusal(MongoClient.connect(wrong))).code).to.equal(18);
      const stranger = store.uri.replace('groundswell:', 'somebody:');
      expect((await refusal(MongoClient.connect(stranger))).code).to.equal(18);
    });

    it('a proof without a start is refused', async () => {
      const proof = {
        saslContinue: 1,
        conversationId: 1,
        payload: new BSON.Binary(Buffer.from('c=biws,r=x,p=AAAA')),
      };
      expect(bodyOf((await send(message({ ...proof, $db: 'admin' }))).reply)).to.deep.include({ code: 18 });
    });
  });
});
