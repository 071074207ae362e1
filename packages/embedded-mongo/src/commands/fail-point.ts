import { setTimeout } from 'node:timers/promises';
import { codes, CommandError } from '../bson/errors.js';
import { isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { Reply } from './reply.js';
import { documentOption } from './context.js';
import type { Context, Failures, Handler } from './context.js';

const known = [
  'failCommands',
  'errorCode',
  'errorLabels',
  'writeConcernError',
  'closeConnection',
  'blockConnection',
  'blockTimeMS',
];

/**
 * MongoDB's fail point `failCommand`, by which tests of drivers make the server fail. Only a store that was
 * started for that has one.
 */
export class FailPoint implements Failures {
  #times = 0;
  #data: Doc = {};

  /** The command `configureFailPoint`. Throws BadValue for what this fail point can't do. */
  configure({ db, body }: Context): Doc {
    if (db !== 'admin') {
      throw new CommandError(
        'Unauthorized',
        'configureFailPoint may only be run against the admin database.',
      );
    }
    if (body.configureFailPoint !== 'failCommand')
      throw new CommandError('BadValue', 'the only fail point of this store is failCommand');
    const data = documentOption(body, 'data');
    const refused = Object.keys(data).find((name) => !known.includes(name));
    if (refused) throw new CommandError('BadValue', `this store has no '${refused}' for failCommand`);
    this.#times = timesOf(body.mode);
    this.#data = data;
    return { ok: 1 };
  }

  /** Runs a command, or fails it in the way that was asked for. */
  async run(context: Context, name: string, handler: Handler): Promise<Reply> {
    const { failCommands, errorCode, errorLabels, writeConcernError, ...data } = this.#data;
    if (this.#times === 0 || !Array.isArray(failCommands) || !failCommands.includes(name))
      return handler(context);
    this.#times -= 1;
    const labels = errorLabels !== undefined && { errorLabels };
    if (toBoolean(data.blockConnection)) await setTimeout(toNumber(data.blockTimeMS, 0));
    const closing = toBoolean(data.closeConnection);
    if (closing) context.hangUp();
    if (closing || errorCode !== undefined)
      return { ...failure(toNumber(errorCode, codes.InternalError)), ...labels };
    const reply = await handler(context);
    return writeConcernError === undefined ? reply : { ...reply, writeConcernError, ...labels };
  }
}

function timesOf(mode: unknown): number {
  if (mode === 'off') return 0;
  if (mode === 'alwaysOn') return Infinity;
  const times = isPlainObject(mode) ? toNumber(mode.times, NaN) : NaN;
  if (times >= 0) return times;
  throw new CommandError('BadValue', "the mode of a fail point is 'off', 'alwaysOn' or { times: n }");
}

function failure(code: number): Doc {
  const codeName = Object.entries(codes).find((entry) => entry[1] === code)?.[0] ?? `Location${code}`;
  return { ok: 0, errmsg: "Failing command via 'failCommand' failpoint", code, codeName };
}
