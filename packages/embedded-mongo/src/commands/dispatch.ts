import { aggregate } from './aggregate.js';
import { saslContinue, saslStart } from './auth.js';
import {
  collMod,
  create,
  createIndexes,
  drop,
  dropDatabase,
  dropIndexes,
  listCollections,
  listDatabases,
  listIndexes,
} from './catalog.js';
import type { Context, Handler } from './context.js';
import { checkCommand } from './fields.js';
import { explain } from './explain.js';
import { operations } from './operations.js';
import { count, distinct, find } from './reads.js';
import { buildInfo, getMore, hello, killCursors, ping } from './sessions.js';
import { bulkWrite } from './bulk-write.js';
import { findAndModify } from './find-and-modify.js';
import { insert, remove, update } from './writes.js';
import { CommandError } from '../bson/errors.js';
import type { Reply } from './reply.js';

const handlers: Record<string, Handler> = {
  hello,
  isMaster: hello,
  ismaster: hello,
  ping,
  buildInfo,
  buildinfo: buildInfo,
  endSessions: ping,
  saslStart,
  saslContinue,
  insert,
  update,
  delete: remove,
  bulkWrite,
  findAndModify,
  findandmodify: findAndModify,
  find,
  getMore,
  killCursors,
  aggregate,
  count,
  distinct,
  explain,
  create,
  collMod,
  drop,
  dropDatabase,
  createIndexes,
  dropIndexes,
  listIndexes,
  listCollections,
  listDatabases,
  ...operations,
};

/** What a connection may ask before it has logged in. */
const open = ['hello', 'isMaster', 'ismaster', 'ping', 'saslStart', 'saslContinue'];

/** Carries out the command a message names. Throws a CommandError for the client. */
export async function runCommand(context: Context): Promise<Reply> {
  const name = Object.keys(context.body)[0] ?? '';
  const handler = handlerOf(context, name);
  if (!handler) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  if (!context.session.authenticated && !open.includes(name)) {
    throw new CommandError('Unauthorized', `command ${name} requires authentication`);
  }
  checkCommand(name, context.body);
  if ('txnNumber' in context.body || 'startTransaction' in context.body) {
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  return context.failPoint ? context.failPoint.run(context, name, handler) : handler(context);
}

function handlerOf({ failPoint }: Context, name: string): Handler | undefined {
  if (failPoint && name === 'configureFailPoint') return (context) => failPoint.configure(context);
  return Object.hasOwn(handlers, name) ? handlers[name] : undefined;
}
