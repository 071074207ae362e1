import { CommandError } from '../bson/errors.js';
import { compilePipeline } from '../query/pipeline.js';
import type { Doc } from '../bson/values.js';
import { collectionName } from './context.js';
import type { Context } from './context.js';

/** `create` with `viewOn`. Throws NamespaceExists, and what a pipeline throws that cannot be right. */
export async function createView(context: Context): Promise<Doc> {
  const { storage, db, body } = context;
  const { viewOn, pipeline = [] } = body;
  const name = collectionName(context);
  if (typeof viewOn !== 'string' || viewOn === '')
    throw new CommandError('BadValue', "'viewOn' must be the name of a collection or view");
  if (body.validator !== undefined)
    throw new CommandError('InvalidOptions', "a view has no 'validator' of its own");
  compilePipeline(pipeline, { storage, db });
  return storage.write(() => {
    if (storage.collection(db, name) ?? storage.view(db, name)) {
      throw new CommandError('NamespaceExists', `Collection ${db}.${name} already exists.`);
    }
    storage.addView({ db, name, viewOn, pipeline: pipeline as Doc[] });
    return { ok: 1 };
  });
}

/** The views of a database, as `listCollections` shows them. */
export function listedViews({ storage, db }: Context): Doc[] {
  return storage.views(db).map(({ name, viewOn, pipeline }) => ({
    name,
    type: 'view',
    options: { viewOn, pipeline },
    info: { readOnly: true },
  }));
}
