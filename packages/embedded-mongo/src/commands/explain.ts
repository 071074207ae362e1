import { CommandError } from '../bson/errors.js';
import { isPlainObject, toBoolean, toNumber } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import { readPipeline } from './aggregate.js';
import { variablesOf } from './context.js';
import type { Context } from './context.js';
import { explainQuery } from './explain-query.js';
import type { Explained } from './explain-query.js';
import { checkCommand } from './fields.js';
import { actionOf } from './find-and-modify.js';
import { queryOf } from './reads.js';
import { readDelete, readUpdate, removesAll, statementsOf } from './writes.js';

/** Explains a read, or what a write would read. Throws NotImplemented for any other command. */
export async function explain(context: Context): Promise<Doc> {
  const command = context.body.explain;
  if (!isPlainObject(command)) throw new CommandError('TypeMismatch', "'explain' needs a command");
  checkCommand(Object.keys(command)[0] ?? '', command);
  return explainQuery(context, command, explained({ ...context, body: command }));
}

function explained(context: Context): Explained {
  const { body } = context;
  switch (Object.keys(body)[0]) {
    case 'find': {
      const limit = Math.abs(toNumber(body.limit, 0));
      return { query: queryOf(body, 'filter'), most: limit ? toNumber(body.skip, 0) + limit : Infinity };
    }
    case 'count':
    case 'distinct':
      return { query: queryOf(body, 'query') };
    case 'aggregate':
      return { query: readPipeline(body).query };
    case 'update': {
      const { query, multi } = readUpdate(onlyStatement(body, 'update', 'updates'), variablesOf(body));
      return { query, most: multi ? Infinity : 1, write: 'UPDATE' };
    }
    case 'delete': {
      const statement = onlyStatement(body, 'delete', 'deletes');
      const query = readDelete(statement, variablesOf(body));
      return { query, most: removesAll(statement) ? Infinity : 1, write: 'DELETE' };
    }
    case 'findAndModify':
    case 'findandmodify':
      return {
        query: actionOf(context, {}).query,
        most: 1,
        write: toBoolean(body.remove) ? 'DELETE' : 'UPDATE',
      };
    default:
      throw new CommandError('NotImplemented', `this store does not explain '${Object.keys(body)[0] ?? ''}'`);
  }
}

function onlyStatement(body: Doc, command: string, field: string): Doc {
  const [statement, ...others] = statementsOf(body, command, field);
  if (statement && others.length === 0) return statement;
  throw new CommandError('InvalidLength', 'explained write batches must be of size 1');
}
