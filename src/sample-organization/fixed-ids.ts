import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import mongoose, { Types } from 'mongoose';

/** The thing of the sample that is being made, and how many ids it has so far. */
interface Made {
  name: string;
  ids: number;
}

const beingMade = new AsyncLocalStorage<Made>();

/** The time in these ids: the same whatever the day, because what follows from an id must not depend on the day. */
const firstSecond = Date.parse('2026-01-05T06:00:00Z') / 1000;

/** The id of the `count`th thing made under this name. Under one name, a later id is greater. */
function fixedId(name: string, count: number): Types.ObjectId {
  const id = Buffer.alloc(12);
  id.writeUInt32BE(firstSecond + count);
  createHash('sha256').update(`${name} ${count}`).digest().copy(id, 4, 0, 8);
  return new Types.ObjectId(id);
}

/**
 * Makes something whose new ids follow from its name, so that each run of the sample has the same ids, and with them
 * the same artwork and the same suggested copy for a person. Things made at the same time need names of their own.
 */
export const withIdsOf = <T>(name: string, make: () => Promise<T>): Promise<T> =>
  beingMade.run({ name, ids: 0 }, make);

/**
 * Loads the sample with fixed ids for what models create. Whatever else this process creates meanwhile gets ids as
 * ever. Ids that a verb or the database makes itself, such as those of clicks and conversions, are not fixed.
 */
export async function withFixedIds<T>(load: () => Promise<T>): Promise<T> {
  const restore = Object.values(mongoose.models).flatMap(({ schema }) => {
    const path = schema.path('_id');
    const usual: unknown = Reflect.get(path, 'defaultValue');
    if (!(path instanceof mongoose.Schema.Types.ObjectId) || typeof usual !== 'function') return [];
    const nextId = () => {
      const made = beingMade.getStore();
      return made ? fixedId(made.name, made.ids++) : new Types.ObjectId();
    };
    // As mongoose's own default does, so that the id is there when other defaults are calculated.
    path.default(Object.assign(nextId, { $runBeforeSetters: true }));
    return () => void path.default(usual);
  });
  try {
    return await withIdsOf('organization', load);
  } finally {
    for (const undo of restore) undo();
  }
}
