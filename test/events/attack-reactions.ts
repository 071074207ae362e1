import { randomInt } from 'node:crypto';
import mongoose from 'mongoose';
import { onDuplicateKey } from '../../src/platform/data/duplicate-key.js';
import type { Reaction } from '../../src/events/index.js';

export const outcomes = () =>
  mongoose.connection.db!.collection<{ _id: string; order?: number }>('attackoutcomes');
const counters = () => mongoose.connection.db!.collection<{ _id: string; n: number }>('attackcounters');

/** Two reactions that record when they ran first for each event, and fail three times in a hundred. */
export const attackReactions = (seed: number): Reaction[] =>
  ['first', 'second'].map((name) => ({
    name,
    to: ['thing.created', 'thing.moved', 'thing.deleted'],
    about: `records that it ran (${seed})`,
    run: async (_services, event) => {
      if (randomInt(100) < 3) throw new Error('fails at times');
      const counter = await counters().findOneAndUpdate(
        { _id: 'runs' },
        { $inc: { n: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      await outcomes()
        .insertOne({ _id: `${name} ${event._id}`, order: counter!.n })
        .catch(onDuplicateKey(() => null));
    },
  }));
