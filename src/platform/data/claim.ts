import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import type { Clock } from '../clock.js';
import { newToken } from '../http/tokens.js';
import { reach } from './fail-points.js';

/** Fields of documents that processes claim. */
export const claimFields = {
  /** When it may be claimed: when it is due, or when the lease of a claim ends. */
  dueAt: { type: Date, required: true },
  /** How often it was claimed. */
  tries: { type: Number, default: 0 },
  /**
   * The claim that holds it; null when nobody does. Not the count of tries, because who sends it again begins to
   * count from the start.
   */
  claim: { type: String, default: null },
} as const;

export interface Claimable {
  _id: unknown;
  /** Null when it is not due again. */
  dueAt?: Date | null;
  tries: number;
  claim?: string | null;
}

type Claimed = Pick<Claimable, '_id' | 'claim'>;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of the document's type, callers know more than the model
type Claims = Model<any>;

/** The fields that a claim sets, for a lease of so many milliseconds. */
export const newClaim = ({ clock }: { clock: Clock }, leaseMs: number) => ({
  dueAt: new Date(clock.now().getTime() + leaseMs),
  claim: newToken(),
});

/**
 * Claims documents that are due, the longest due first. Each belongs to one caller until its lease ends; then it is
 * due again, in case its process died. Empty only when none is due.
 * @param most at most this many at a time
 */
export async function claimDue<T extends Claimable>(
  services: { clock: Clock },
  model: Claims,
  { where, leaseMs, most = 50 }: { where: QueryFilter<T>; leaseMs: number; most?: number },
): Promise<T[]> {
  for (;;) {
    const isDue = { ...where, dueAt: { $lte: services.clock.now() } } as QueryFilter<T>;
    const found = await model.find(isDue, { _id: 1 }).sort({ dueAt: 1 }).limit(most).lean<Claimable[]>();
    if (!found.length) return [];
    const _id = { $in: found.map((one) => one._id) };
    const { claim, dueAt } = newClaim(services, leaseMs);
    await reach('claim.found');
    const change = { $set: { claim, dueAt }, $inc: { tries: 1 } } as unknown as UpdateQuery<T>;
    await model.updateMany({ ...isDue, _id } as QueryFilter<T>, change);
    await reach('claim.claimed');
    const claimed = await model.find({ _id, claim } as unknown as QueryFilter<T>).lean<T[]>();
    // Otherwise another process was first, and there may be more.
    if (claimed.length) return claimed;
  }
}

/**
 * Yields claimed documents one by one, until `claim` returns none. Once `stopping`, those that were not yielded are
 * given back.
 */
export async function* eachClaimed<T extends Claimable>(
  services: { clock: Clock },
  model: Claims,
  claim: () => Promise<T[]>,
  stopping?: AbortSignal,
): AsyncGenerator<T> {
  while (!stopping?.aborted) {
    const batch = await claim();
    if (!batch.length) return;
    for (const [place, one] of batch.entries()) {
      if (stopping?.aborted) return void (await giveBack(services, model, batch.slice(place)));
      yield one;
    }
  }
}

/** Changes a claimed document. False when the caller holds it no more, and then nothing is changed. */
export async function changeClaimed<T extends Claimed>(
  model: Claims,
  { _id, claim }: T,
  change: UpdateQuery<T>,
): Promise<boolean> {
  const { matchedCount } = await model.updateOne({ _id, claim } as unknown as QueryFilter<T>, change);
  return matchedCount === 1;
}

/**
 * Begins the lease of a claimed document again. False when the caller holds it no more.
 * @param set other fields to change, such as how far the work is
 */
export const renewClaim = <T extends Claimed>(
  { clock }: { clock: Clock },
  model: Claims,
  claimed: T,
  { leaseMs, set = {} }: { leaseMs: number; set?: Partial<T> },
): Promise<boolean> => {
  const dueAt = new Date(clock.now().getTime() + leaseMs);
  return changeClaimed(model, claimed, { $set: { ...set, dueAt } });
};

/**
 * Gives claimed documents back, as if they had not been claimed: they are due at once, and no try is counted.
 * @param set other fields that the claim had changed
 */
export async function giveBack<T extends Claimed>(
  { clock }: { clock: Clock },
  model: Claims,
  claimed: T[],
  set: Partial<T> = {},
): Promise<void> {
  const claims = { $in: [...new Set(claimed.map(({ claim }) => claim))] };
  const ids = { $in: claimed.map(({ _id }) => _id) };
  await model.updateMany({ _id: ids, claim: claims } as unknown as QueryFilter<T>, {
    $set: { ...set, claim: null, dueAt: clock.now() },
    $inc: { tries: -1 },
  });
}
