import { CommandError } from '../bson/errors.js';
import type { Query } from '../query/search.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';
import type { Context } from './context.js';
import { readPipeline } from './aggregate.js';
import { explainQuery } from './explain-query.js';
import { checkCommand } from './fields.js';
import { queryOf } from './reads.js';

/** Explains a find, count, distinct or aggregate. Throws NotImplemented for any other command. */
export async function explain(context: Context): Promise<Doc> {
  const command = context.body.explain;
  if (!isPlainObject(command)) throw new CommandError('TypeMismatch', "'explain' needs a command");
  checkCommand(Object.keys(command)[0] ?? '', command);
  return explainQuery(context, command, explained(command));
}

function explained(command: Doc): Query {
  switch (Object.keys(command)[0]) {
    case 'find':
      return queryOf(command, 'filter');
    case 'count':
    case 'distinct':
      return queryOf(command, 'query');
    case 'aggregate':
      return readPipeline(command).query;
    default:
      throw new CommandError('NotImplemented', 'this store explains find, count, distinct and aggregate');
  }
}
