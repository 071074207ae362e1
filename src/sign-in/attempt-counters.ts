import { systemClock } from '../platform/clock.js';
import { insertOrFind, upsertAgain } from '../platform/data/duplicate-key.js';
import { keyedHash } from '../platform/http/secret.js';
import type { Services } from '../services.js';
import { Attempt } from './attempt.model.js';

/** A counter for a period that begins with the first attempt. */
export interface Counter {
  /** The name of the limit. */
  limit: string;
  /** What it counts for: an e-mail address, a network, a device. Stored under a keyed hash. */
  key: string;
  /** Seconds. */
  lasts: number;
  /**
   * True when strangers can't invent its keys: it still gets its own documents when strangers have filled their
   * part.
   */
  reserved?: boolean;
}

/**
 * When the collection has this many documents, new keys of a limit share `shared` documents, so that no stranger
 * can fill the disk: keys of strangers from `most` on, reserved ones from `reserved` on.
 */
export const counterLimits = { most: 90_000, reserved: 98_000, shared: 256 };

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
const hashOf = ({ env }: Services, key: string) => keyedHash(env, 'attempts', key);

/** The ids of the counter's own document and of the shared one that it uses when the collection is full. */
function idsOf(services: Services, { limit, key }: Omit<Counter, 'lasts'>) {
  const hash = hashOf(services, `${limit} ${key}`);
  const place = Buffer.from(hash, 'base64url').readUInt32BE() % counterLimits.shared;
  return { own: `${limit}:${hash}`, shared: `${limit}:shared-${place}` };
}

/** Whether a new key has to share a document. */
async function fullness(): Promise<(counter: Pick<Counter, 'reserved'>) => boolean> {
  const stored = await Attempt.estimatedDocumentCount();
  return ({ reserved }) => stored >= counterLimits[reserved ? 'reserved' : 'most'];
}

/** The current counts, in the same order. */
export async function countsOf(services: Services, counters: Counter[]): Promise<number[]> {
  const ids = counters.map((counter) => ({ ...idsOf(services, counter), counter }));
  const _id = { $in: ids.flatMap(({ own, shared }) => [own, shared]) };
  const [found, isFull] = await Promise.all([
    Attempt.find({ _id, expiresAt: { $gt: services.clock.now() } }).lean(),
    fullness(),
  ]);
  const counts = new Map(found.map((one) => [one._id, one.count ?? 0]));
  return ids.map(
    ({ own, shared, counter }) => counts.get(own) ?? ((isFull(counter) && counts.get(shared)) || 0),
  );
}

/** Adds one, atomically. Returns the new count and when the counter starts again. */
export async function increment(
  services: Services,
  counter: Counter,
): Promise<{ count: number; expiresAt: Date }> {
  const now = services.clock.now();
  const running = (_id: string) => ({ _id, expiresAt: { $gt: now } });
  const { own, shared } = idsOf(services, counter);
  const add = (id: string, upsert: boolean) =>
    Attempt.findOneAndUpdate(
      running(id),
      { $inc: { count: 1 }, ...(upsert && { $setOnInsert: lifeOf(now, counter.lasts) }) },
      { upsert, returnDocument: 'after' },
    ).lean();
  const full = (await fullness())(counter);
  // An expired counter has its id until the database deletes it. The calls are the same in any case.
  await Attempt.deleteOne({ _id: { $in: [own, shared] }, expiresAt: { $lte: now } });
  const known = full ? await add(own, false) : null;
  const counted = known ?? (await upsertAgain(() => add(full ? shared : own, true)));
  return { count: counted!.count!, expiresAt: counted!.expiresAt! };
}

const lifeOf = (now: Date, seconds: number) => ({
  expiresAt: after(now, seconds),
  purgeAt: after(systemClock.now(), seconds),
});

/** Subtracts one. */
export async function decrement(services: Services, counter: Counter): Promise<void> {
  const running = { count: { $gt: 0 }, expiresAt: { $gt: services.clock.now() } };
  const { own, shared } = idsOf(services, counter);
  const { matchedCount } = await Attempt.updateOne({ _id: own, ...running }, { $inc: { count: -1 } });
  if (!matchedCount) await Attempt.updateOne({ _id: shared, ...running }, { $inc: { count: -1 } });
}

/** Sets the counter to zero. */
export async function reset(services: Services, counter: Counter): Promise<void> {
  await Attempt.deleteOne({ _id: idsOf(services, counter).own });
}

/** How many seconds an unused turn is stored: longer than anybody waits for one. */
const turnStored = 75 * 60;

/**
 * Takes the turn with this key once its time has come, or asks for one when there is none. Returns the seconds
 * left to wait; 0 when it was taken. Both waits are in seconds: `wait` applies when the turn is asked for,
 * `waitNow` when it is taken. If others increase `waitNow` meanwhile, the turn comes later.
 */
export async function takeTurn(
  services: Services,
  { wait, waitNow, ...turn }: Pick<Counter, 'key' | 'reserved'> & { wait: number; waitNow: number },
): Promise<number> {
  const now = services.clock.now();
  const { own, shared } = idsOf(services, { limit: 'turn', key: turn.key });
  const isShared = (await fullness())(turn) && !(await Attempt.exists({ _id: own }));
  const _id = isShared ? shared : own;
  // Turns from an earlier release have no `askedAt`: `$not` treats it as long ago.
  const due = { askedAt: { $not: { $gt: after(now, -waitNow) } }, notBefore: { $lte: now } };
  if (await Attempt.findOneAndDelete({ _id, ...due }).lean()) return 0;
  const made = { askedAt: now, notBefore: after(now, wait) };
  const found = await insertOrFind(
    () => Attempt.create({ _id, ...made, ...lifeOf(now, turnStored) }),
    () => Attempt.findById(_id).lean(),
  );
  const { askedAt, notBefore } = { ...made, ...found };
  const comes = Math.max(askedAt ? after(askedAt, waitNow).getTime() : 0, notBefore?.getTime() ?? 0);
  return Math.max(1, Math.ceil((comes - now.getTime()) / 1000));
}
