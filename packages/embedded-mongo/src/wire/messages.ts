import type { CursorReply, Reply } from '../commands/reply.js';
import { decode, encode, setField } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const REQUIRED_FLAGS = 0xffff;

/** A command as it came: document sequences (`documents`, `updates`, `deletes`) stay encoded. */
export interface Request {
  id: number;
  /** OP_QUERY is spoken only for the first handshake and is answered with OP_REPLY. */
  legacy: boolean;
  /** The client does not want an answer (write concern 0). */
  silent: boolean;
  db: string;
  body: Doc;
  /** The body as it came. */
  bytes: Buffer;
}

/**
 * Cuts a byte stream into messages. Throws when what comes is not the wire protocol, or announces a message
 * that is longer than `limit` says at that moment, in bytes.
 */
export class FrameReader {
  #pending: Buffer[] = [];
  #size = 0;

  constructor(readonly limit: () => number) {}

  *push(chunk: Buffer): Generator<Buffer> {
    this.#pending.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= 16) {
      if (this.#pending[0]!.length < 4) this.#pending = [Buffer.concat(this.#pending)];
      const length = this.#pending[0]!.readInt32LE(0);
      if (length < 16 || length > this.limit()) throw new Error(`message length ${length} is not possible`);
      if (this.#size < length) return;
      const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending);
      this.#pending = [bytes.subarray(length)];
      this.#size -= length;
      yield bytes.subarray(0, length);
    }
  }
}

/** Reads one message. Throws on anything that is not a well-formed OP_MSG or handshake OP_QUERY. */
export function parseRequest(frame: Buffer): Request {
  const id = frame.readInt32LE(4);
  const opCode = frame.readInt32LE(12);
  if (opCode === OP_MSG) return parseMessage(frame, id);
  if (opCode === OP_QUERY) return parseQuery(frame, id);
  throw new Error(`operation ${opCode} is not spoken here`);
}

function parseMessage(frame: Buffer, id: number): Request {
  const flags = frame.readUInt32LE(16);
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) throw new Error('unknown flags');
  const end = frame.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  let bytes: Buffer | undefined;
  const sequences: Record<string, Buffer[]> = {};
  for (let at = 20; at < end;) {
    const kind = frame[at]!;
    const section = slice(frame, at + 1, end);
    if (kind === 0) {
      if (bytes) throw new Error('two bodies');
      bytes = section;
    } else if (kind === 1) {
      const nameEnd = section.indexOf(0, 4);
      if (nameEnd < 0) throw new Error('document sequence without a name');
      const documents: Buffer[] = [];
      for (let next = nameEnd + 1; next < section.length;) {
        const document = slice(section, next, section.length);
        documents.push(document);
        next += document.length;
      }
      setField(sequences, section.toString('utf8', 4, nameEnd), documents);
    } else {
      throw new Error(`section kind ${kind} is unknown`);
    }
    at += 1 + section.length;
  }
  if (!bytes) throw new Error('a message needs a body');
  const body = decode(bytes);
  if (typeof body.$db !== 'string') throw new Error('a message needs $db');
  const silent = (flags & MORE_TO_COME) !== 0;
  return { id, legacy: false, silent, db: body.$db, body: { ...body, ...sequences }, bytes };
}

function parseQuery(frame: Buffer, id: number): Request {
  const nameEnd = frame.indexOf(0, 20);
  if (nameEnd < 0) throw new Error('query without a namespace');
  const namespace = frame.toString('utf8', 20, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new Error('legacy queries are not spoken here');
  const bytes = slice(frame, nameEnd + 9, frame.length);
  return { id, legacy: true, silent: false, db: namespace.slice(0, -5), body: decode(bytes), bytes };
}

/** The length-prefixed piece at `start`, checked to lie before `end`. */
function slice(bytes: Buffer, start: number, end: number): Buffer {
  const length = start + 5 <= end ? bytes.readInt32LE(start) : 0;
  if (length < 5 || start + length > end) throw new Error('a section runs over the end of its message');
  return bytes.subarray(start, start + length);
}

let lastReplyId = 0;

/** The frame that answers a request. */
export function encodeReply(request: Request, reply: Reply): Buffer {
  const body = isCursorReply(reply) ? encodeCursorReply(reply) : encode(reply);
  const head = Buffer.alloc(request.legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE((lastReplyId = (lastReplyId + 1) & 0x7fffffff), 4);
  head.writeInt32LE(request.id, 8);
  head.writeInt32LE(request.legacy ? OP_REPLY : OP_MSG, 12);
  if (request.legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
}

function isCursorReply(reply: Reply): reply is CursorReply {
  return 'cursor' in reply && Array.isArray((reply as CursorReply).cursor?.batch);
}

function encodeCursorReply({ cursor: { id, ns, batch, batchName }, ...beside }: CursorReply): Buffer {
  const elements = batch.flatMap((document, i) => [Buffer.from(`\x03${i}\0`, 'latin1'), document]);
  const array = frameDocument(elements);
  const rest = encode({ id, ns });
  const cursor = frameDocument([Buffer.from(`\x04${batchName}\0`, 'latin1'), array, rest.subarray(4, -1)]);
  return frameDocument([
    Buffer.from('\x03cursor\0', 'latin1'),
    cursor,
    encode({ ...beside, ok: 1 }).subarray(4, -1),
  ]);
}

/** Elements with the length before them and the zero after them that make them a document. */
function frameDocument(elements: Buffer[]): Buffer {
  const size = elements.reduce((sum, element) => sum + element.length, 5);
  const length = Buffer.allocUnsafe(4);
  length.writeInt32LE(size);
  return Buffer.concat([length, ...elements, Buffer.alloc(1)], size);
}
