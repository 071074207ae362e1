import { once } from 'node:events';
import { expect } from 'chai';
import { BSON, MongoClient } from 'mongodb';
import { bulkMessage, loggedIn, message, portOf, Raw } from './raw.js';
import { openStore } from './support.js';
import { checkNesting } from '../src/bson/nesting.js';
import { FrameReader, parseRequest } from '../src/wire/messages.js';
import type { TestStore } from './support.js';

const FRAMES = 100_000;
/** Broken frames sent down one connection before the next; the first bad one mostly ends it. */
const BATCH = 40;

/** A generator of numbers that gives the same ones each time (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * below;
  };
}

const document = Buffer.from(BSON.serialize({ _id: 1, a: [1, 'two', { three: 3 }] }));
const good = [
  message({ hello: 1, $db: 'admin' }),
  message({
    saslStart: 1,
    mechanism: 'SCRAM-SHA-256',
    payload: Buffer.from('n,,n=groundswell,r=x'),
    $db: 'admin',
  }),
  message({ find: 'items', filter: { a: { $in: [1, 2] } }, sort: { a: 1 }, limit: 2, $db: 'fuzz' }),
  message({
    aggregate: 'items',
    pipeline: [{ $group: { _id: '$a', n: { $sum: 1 } } }],
    cursor: {},
    $db: 'fuzz',
  }),
  message({ update: 'items', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }], $db: 'fuzz' }),
  message({ getMore: 5n, collection: 'items', $db: 'fuzz' }),
  bulkMessage({ insert: 'items', ordered: false, $db: 'fuzz' }, 'documents', [document, document]),
];

describe('embedded-mongo: broken frames', () => {
  let store: TestStore;
  before(async () => (store = await openStore()));
  after(() => store.close());

  const pick = seeded(20261122);
  const int = (below: number): number => Math.floor(pick(below));

  /** A good frame with some bytes changed, cut short, grown, or with a length that lies; or just bytes. */
  function broken(): Buffer {
    const bytes = Buffer.from(good[int(good.length)]!);
    switch (int(6)) {
      case 0:
        return Buffer.from(Array.from({ length: 1 + int(60) }, () => int(256)));
      case 1:
        bytes.writeInt32LE([-1, 0, 15, 16, 20, 2 ** 31 - 1, 48_000_001, bytes.length + 3][int(8)]!, 0);
        return bytes;
      case 2: {
        const cut = Buffer.from(bytes.subarray(0, 16 + int(bytes.length - 16)));
        cut.writeInt32LE(cut.length, 0);
        return cut;
      }
      case 3:
        bytes.writeInt32LE(int(2 ** 32) - 2 ** 31, 16 + int(bytes.length - 20));
        return bytes;
      default:
        for (let i = 0; i <= int(4); i++) bytes[12 + int(bytes.length - 12)] = int(256);
        return bytes;
    }
  }

  /** Sends frames until the server hangs up or all are sent, and waits for the end of the connection. */
  async function feed(raw: Raw, frames: Buffer[]): Promise<void> {
    const closed = once(raw.socket, 'close');
    raw.socket.end(Buffer.concat(frames));
    await closed;
  }

  it('each is read as a request or refused, and a request is walked to its end or refused', () => {
    let read = 0;
    for (let i = 0; i < FRAMES; i++) {
      try {
        const frames = new FrameReader(() => 48_000_000);
        for (const frame of frames.push(broken())) checkNesting(parseRequest(frame).bytes);
        read += 1;
      } catch (error) {
        if (error instanceof TypeError) throw error;
      }
    }
    expect(read).to.be.within(FRAMES / 10, FRAMES * 0.9);
  });

  it('a hundred thousand of them leave the endpoint answering, and its memory as it was', async () => {
    const feedAll = async (total: number): Promise<number> => {
      for (let sent = 0; sent < total; sent += 2 * BATCH) {
        for (const raw of [new Raw(portOf(store.uri)), await loggedIn(store.uri)]) {
          await feed(raw, Array.from({ length: BATCH }, broken));
        }
      }
      return process.memoryUsage().rss;
    };
    const before = await feedAll(FRAMES / 4);
    const after = await feedAll((FRAMES / 4) * 3);
    expect(after - before).to.be.lessThan(150 * 2 ** 20);
    const client = await MongoClient.connect(store.uri);
    await client.db('other').collection<{ _id: number }>('items').insertOne({ _id: 7 });
    expect(await client.db('other').collection('items').countDocuments()).to.equal(1);
    await client.close();
  });
});
