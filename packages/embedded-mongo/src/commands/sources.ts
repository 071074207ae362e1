import type { Context } from './context.js';
import { CommandError } from '../bson/errors.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Stages that begin a pipeline with documents of their own instead of those of the collection. */
const sources: Record<string, (context: Context, operand: Doc) => Doc[]> = {
  /** A session is a connection here. */
  $listLocalSessions: ({ session }) => [{ _id: { id: session.connectionId }, lastUse: new Date() }],
  $collStats: ({ storage, db, body }, operand) => {
    const refused = Object.keys(operand).find((name) => name !== 'count');
    if (refused) throw new CommandError('NotImplemented', `this store has no '${refused}' for $collStats`);
    const name = String(body.aggregate);
    const collection = storage.collection(db, name);
    if (!collection) throw new CommandError('NamespaceNotFound', `Collection [${db}.${name}] not found.`);
    return [{ ns: `${db}.${name}`, localTime: new Date(), count: storage.count(collection) }];
  },
};

/** What a first stage gives by itself; undefined if it reads the collection. */
export function documentsOfSource(context: Context, stage: unknown): Doc[] | undefined {
  const [name, operand] = isPlainObject(stage) ? (Object.entries(stage)[0] ?? []) : [];
  if (name === undefined || !Object.hasOwn(sources, name)) return undefined;
  return sources[name]!(context, isPlainObject(operand) ? operand : {});
}
