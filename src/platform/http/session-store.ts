import MongoStore from 'connect-mongo';
import type { Request } from 'express';
import type { SessionData } from 'express-session';
import mongoose from 'mongoose';
import { systemClock } from '../clock.js';

type Done = (error?: unknown) => void;

/** The id of the person who is signed in to a session. */
export const personIn = (session: SessionData | null | undefined): string | undefined =>
  (session as { passport?: { user?: string } } | null | undefined)?.passport?.user;

/**
 * Stores the sessions of people who are signed in, and no others. A session that has ended is deleted and stays
 * deleted: a request that was in progress during sign-out does not store it again. `lasts` in seconds.
 */
export function createSessionStore({ lasts }: { lasts: number }): MongoStore {
  const store = MongoStore.create({
    client: mongoose.connection.getClient(),
    dbName: mongoose.connection.name,
    collectionName,
    ttl: lasts,
    touchAfter: 60 * 60,
  });
  /** Sessions that the current request created and that are not stored yet. */
  const made = new WeakSet<SessionData>();
  const insert = store.set.bind(store);
  const touch = store.touch.bind(store);

  store.set = (id: string, session: SessionData, done: Done = () => undefined) => {
    if (personIn(session) === undefined) return store.destroy(id, done);
    if (made.delete(session)) return insert(id, session, done);
    replace(id, session).then(() => done(null), done);
  };
  store.touch = (id: string, session: SessionData, done: Done = () => undefined) =>
    touch(id, session, (error: unknown) => {
      const isGone = error instanceof Error && /unable to find the session/i.test(error.message);
      done(isGone ? null : error);
    });

  // express-session sets `generate` when it receives the store.
  let generate: (req: Request) => void;
  Object.defineProperty(store, 'generate', {
    get: () => (req: Request) => {
      generate(req);
      made.add(req.session);
    },
    set: (original: typeof generate) => (generate = original),
  });
  return store;
}

const collectionName = 'sessions';

/** Stores a session only if it still exists, in the format of connect-mongo. */
async function replace(id: string, session: SessionData): Promise<void> {
  const changed = {
    session: JSON.stringify({ ...session, lastModified: undefined }),
    expires: session.cookie.expires,
    lastModified: systemClock.now(),
  };
  const sessions = mongoose.connection.collection<{ _id: string }>(collectionName);
  await sessions.updateOne({ _id: id }, { $set: changed });
}
