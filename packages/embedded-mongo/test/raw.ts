import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { BSON } from 'mongodb';

/** An OP_MSG with one body. */
export function message(body: object, flags = 0): Buffer {
  return frame(2013, [flagBytes(flags), Buffer.alloc(1), Buffer.from(BSON.serialize(body))]);
}

/** An OP_MSG whose body is followed by a document sequence. */
export function bulkMessage(body: object, name: string, documents: Buffer[]): Buffer {
  const sequence = Buffer.concat([Buffer.alloc(4), Buffer.from(`${name}\0`), ...documents]);
  sequence.writeInt32LE(sequence.length, 0);
  return frame(2013, [
    flagBytes(0),
    Buffer.alloc(1),
    Buffer.from(BSON.serialize(body)),
    Buffer.from([1]),
    sequence,
  ]);
}

export function frame(opCode: number, parts: Buffer[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(16), ...parts]);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(1, 4);
  bytes.writeInt32LE(opCode, 12);
  return bytes;
}

function flagBytes(flags: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(flags);
  return bytes;
}

/** Documents in each other, `levels` deep, written without recursion. */
export function nested(levels: number): Buffer {
  const bytes = Buffer.alloc(8 * levels - 3);
  for (let level = 0; level < levels; level++) {
    bytes.writeInt32LE(8 * (levels - level) - 3, 7 * level);
    if (level < levels - 1) bytes.set([3, 0x61, 0], 7 * level + 4);
  }
  return bytes;
}

/** One connection on which a test says what it likes. */
export class Raw {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    this.socket.on('close', () => this.#wake());
  }

  send(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** The next answer; undefined when the server hung up instead. */
  async reply(): Promise<BSON.Document | undefined> {
    while (this.#received.length < 4 || this.#received.length < this.#received.readInt32LE(0)) {
      if (this.socket.closed) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const length = this.#received.readInt32LE(0);
    const body = BSON.deserialize(this.#received.subarray(21, length));
    this.#received = this.#received.subarray(length);
    return body;
  }

  async ask(body: object): Promise<BSON.Document | undefined> {
    this.send(message(body));
    return this.reply();
  }

  /** Resolves when the server has hung up. */
  async closed(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  end(): void {
    this.socket.destroy();
  }
}

/** The steps of SCRAM-SHA-256 as a client, each to be bent by a test. */
export interface Login {
  start: BSON.Document | undefined;
  /** The client's final message for a password. */
  final: (password: string, change?: { nonce?: string; binding?: string }) => string;
}

export function saslStart(text: string, mechanism = 'SCRAM-SHA-256'): object {
  return { saslStart: 1, mechanism, payload: new BSON.Binary(Buffer.from(text)), $db: 'admin' };
}

export function saslContinue(text: string): object {
  return { saslContinue: 1, conversationId: 1, payload: new BSON.Binary(Buffer.from(text)), $db: 'admin' };
}

export async function beginLogin(raw: Raw, nonce = 'abcdef'): Promise<Login> {
  const bare = `n=groundswell,r=${nonce}`;
  const start = await raw.ask(saslStart(`n,,${bare}`));
  const reply = Buffer.from((start?.payload as BSON.Binary).buffer).toString();
  const [, given, salt, rounds] = /^r=([^,]+),s=([^,]+),i=(\d+)$/.exec(reply)!;
  const final: Login['final'] = (password, change = {}) => {
    const withoutProof = `c=${change.binding ?? 'biws'},r=${change.nonce ?? given!}`;
    const salted = saltedPassword(password, salt!, Number(rounds));
    const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
    const clientKey = hmac(salted, 'Client Key');
    const storedKey = createHash('sha256').update(clientKey).digest();
    const signature = hmac(storedKey, `${bare},${reply},${withoutProof}`);
    return `${withoutProof},p=${Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!)).toString('base64')}`;
  };
  return { start, final };
}

const salted = new Map<string, Buffer>();

/** Computed once, as the driver does: a test may log in a thousand times. */
function saltedPassword(password: string, salt: string, rounds: number): Buffer {
  const known = salted.get(password + salt);
  const bytes = known ?? pbkdf2Sync(password, Buffer.from(salt, 'base64'), rounds, 32, 'sha256');
  salted.set(password + salt, bytes);
  return bytes;
}

/** A connection that has logged in. */
export async function loggedIn(uri: string): Promise<Raw> {
  const raw = new Raw(portOf(uri));
  const { final } = await beginLogin(raw);
  await raw.ask(saslContinue(final(passwordOf(uri))));
  return raw;
}

export function portOf(uri: string): number {
  return Number(new URL(uri).port);
}

export function passwordOf(uri: string): string {
  return new URL(uri).password;
}
