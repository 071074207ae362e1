import { CommandError } from '../bson/errors.js';
import type { Long } from 'mongodb';
import { MAX_DOCUMENT_BYTES, bsonType, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { MAX_MESSAGE_BYTES } from './reply.js';
import type { CursorReply } from './reply.js';
import type { Context } from './context.js';

/** The version the store answers as; with wire version 25 the driver takes it for MongoDB 8.0. */
const VERSION = '8.0.0';
const WIRE_VERSION = 25;

/**
 * A standalone without `logicalSessionTimeoutMinutes`: the driver then uses neither sessions nor
 * retryable writes nor transactions.
 */
export function hello({ body, session }: Context): Doc {
  const primary = 'hello' in body ? { isWritablePrimary: true } : { ismaster: true };
  return {
    helloOk: true,
    ...primary,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    connectionId: session.connectionId,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    ...('saslSupportedMechs' in body && { saslSupportedMechs: ['SCRAM-SHA-256'] }),
    ok: 1,
  };
}

/** `ping`, and other commands there is nothing to do for. */
export function ping(): Doc {
  return { ok: 1 };
}

/** `buildInfo`: which version the store answers as. */
export function buildInfo(): Doc {
  const versionArray = VERSION.split('.').map(Number);
  return {
    version: VERSION,
    versionArray: [...versionArray, 0],
    bits: 64,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    modules: [],
    ok: 1,
  };
}

/** `getMore`: the next batch of a cursor. */
export function getMore({ cursors, db, body }: Context): Promise<CursorReply> {
  if (typeof body.collection !== 'string')
    throw new CommandError('TypeMismatch', "'getMore' needs 'collection'");
  return cursors.more(cursorId(body.getMore), `${db}.${body.collection}`, toNumber(body.batchSize, 0));
}

/** `killCursors`: forgets cursors. */
export function killCursors({ cursors, body }: Context): Doc {
  const ids = (Array.isArray(body.cursors) ? body.cursors : []).map(cursorId);
  const killed = ids.filter((id) => cursors.kill(id));
  const rest = ids.filter((id) => !killed.includes(id));
  return { cursorsKilled: killed, cursorsNotFound: rest, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
}

function cursorId(value: unknown): bigint {
  if (bsonType(value) === 'Long') return (value as Long).toBigInt();
  return BigInt(toNumber(value, 0));
}
