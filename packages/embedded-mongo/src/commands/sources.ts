import type { Context } from './context.js';
import { isPlainObject } from '../bson/values.js';
import type { Doc } from '../bson/values.js';

/** Stages that begin a pipeline with documents of their own instead of those of the collection. */
const sources: Record<string, (context: Context) => Doc[]> = {
  /** A session is a connection here. */
  $listLocalSessions: ({ session }) => [{ _id: { id: session.connectionId }, lastUse: new Date() }],
};

/** What a first stage gives by itself; undefined if it reads the collection. */
export function documentsOfSource(context: Context, stage: unknown): Doc[] | undefined {
  const [name] = isPlainObject(stage) ? Object.keys(stage) : [];
  if (name === undefined || !Object.hasOwn(sources, name)) return undefined;
  return sources[name]!(context);
}
