import { systemClock } from '../platform/clock.js';
import { upsertAgain } from '../platform/data/duplicate-key.js';
import { keyedHash } from '../platform/http/secret.js';
import type { Services } from '../services.js';
import { Attempt } from './attempt.model.js';

/** Counts something for a stretch of time that begins with the first one. */
export interface Counter {
  /** The name of the limit. */
  limit: string;
  /** Whom it is about: an e-mail address, a network, a device. Stored under a keyed hash. */
  key: string;
  /** Seconds. */
  lasts: number;
  /** True when strangers can't make up its keys: it keeps documents of its own when strangers have filled their share. */
  reserved?: boolean;
}

/**
 * When the collection holds so many documents, new keys of a limit share `shared` ones: no stranger can fill the disk.
 * Strangers' keys do so at `most`, reserved ones not before `reserved`.
 */
export const counterLimits = { most: 90_000, reserved: 98_000, shared: 256 };

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
const hashOf = ({ env }: Services, key: string) => keyedHash(env, 'attempts', key);

/** The id of a document of its own, and of the one that it shares when the collection is full. */
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

/** The counts as they are now, in the order asked for. */
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

/** Counts one more, atomically. Resolves with the count that includes it, and when it begins again. */
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
  // One that is over keeps its id until the database deletes it. The same calls whether it is there or not.
  await Attempt.deleteOne({ _id: { $in: [own, shared] }, expiresAt: { $lte: now } });
  const known = full ? await add(own, false) : null;
  const counted = known ?? (await upsertAgain(() => add(full ? shared : own, true)));
  return { count: counted!.count!, expiresAt: counted!.expiresAt! };
}

const lifeOf = (now: Date, seconds: number) => ({
  expiresAt: after(now, seconds),
  purgeAt: after(systemClock.now(), seconds),
});

/** Takes one back. */
export async function decrement(services: Services, counter: Counter): Promise<void> {
  const running = { count: { $gt: 0 }, expiresAt: { $gt: services.clock.now() } };
  const { own, shared } = idsOf(services, counter);
  const { matchedCount } = await Attempt.updateOne({ _id: own, ...running }, { $inc: { count: -1 } });
  if (!matchedCount) await Attempt.updateOne({ _id: shared, ...running }, { $inc: { count: -1 } });
}

/** Begins again at nothing. */
export async function reset(services: Services, counter: Counter): Promise<void> {
  await Attempt.deleteOne({ _id: idsOf(services, counter).own });
}

/** A turn that nobody took is stored so long, in seconds: longer than anybody waits for one. */
const turnStored = 75 * 60;

/**
 * Takes the turn that waits under this key, once, when its time has come; asks for one when there is none. Resolves with the
 * seconds that are left to wait; 0 when it was taken. Both waits are in seconds: `wait` is that of when the turn is asked for,
 * `waitNow` that of when it is taken. What others add to `waitNow` meanwhile makes the turn later.
 */
export async function takeTurn(
  services: Services,
  { wait, waitNow, ...turn }: Pick<Counter, 'key' | 'reserved'> & { wait: number; waitNow: number },
): Promise<number> {
  const now = services.clock.now();
  const { own, shared } = idsOf(services, { limit: 'turn', key: turn.key });
  const isShared = (await fullness())(turn) && !(await Attempt.exists({ _id: own }));
  const _id = isShared ? shared : own;
  // One that an earlier release stored has no time at which it was asked for: `$not` takes it as long ago.
  const due = { askedAt: { $not: { $gt: after(now, -waitNow) } }, notBefore: { $lte: now } };
  if (await Attempt.findOneAndDelete({ _id, ...due }).lean()) return 0;
  const made = { askedAt: now, notBefore: after(now, wait) };
  const found = await upsertAgain(() =>
    Attempt.findOneAndUpdate(
      { _id },
      { $setOnInsert: { ...made, ...lifeOf(now, turnStored) } },
      { upsert: true, returnDocument: 'after' },
    ).lean(),
  );
  const { askedAt, notBefore } = { ...made, ...found };
  const comes = Math.max(askedAt ? after(askedAt, waitNow).getTime() : 0, notBefore?.getTime() ?? 0);
  return Math.max(1, Math.ceil((comes - now.getTime()) / 1000));
}
