import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Db } from 'mongodb';
import { onDuplicateKey } from '../platform/data/duplicate-key.js';
import { CannotStart } from '../platform/start-errors.js';
import type { Services } from '../services.js';
import { stateOf } from './migration-state.js';

export interface Lease {
  /** Milliseconds after which another process may take a claim that was not renewed. */
  leaseMs: number;
  /** Milliseconds between two attempts of a waiting process. */
  pollMs: number;
  /** No other process can have this database open, so any claim in it belongs to a process that has ended. */
  alone: boolean;
}

/** Extends the claim by a whole lease; fails when the claim is lost. */
export type Renew = () => Promise<void>;

/**
 * Runs `work` in one process at a time: takes the claim, renews it until `work` has ended, and releases it. Waits
 * while another process holds the claim. The claim of a crashed process expires.
 * @throws CannotStart as soon as the claim is lost: the process must end, as `work` may still be running
 */
export async function runUnderClaim<T>(
  db: Db,
  { clock, log }: Pick<Services, 'clock' | 'log'>,
  { leaseMs, pollMs, alone }: Lease,
  work: (renew: Renew) => Promise<T>,
): Promise<T> {
  const holder = randomUUID();
  const claim = () => {
    const now = clock.now();
    return take(db, alone ? undefined : now, { holder, expiresAt: new Date(now.getTime() + leaseMs) });
  };
  if (!(await claim())) {
    log.info(
      { event: 'migration.waiting' },
      'another process is migrating the database: waiting until it has finished',
    );
    do await wait(pollMs);
    while (!(await claim()));
  }
  const own = { _id: 'migrations', holder } as const;
  const renew = async () => {
    const expiresAt = new Date(clock.now().getTime() + leaseMs);
    if (!(await stateOf(db).updateOne(own, { $set: { expiresAt } })).matchedCount)
      throw new CannotStart(
        'Another process took over migrating the database, as this one did not answer for too long. Start it again.',
      );
  };
  let timer: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => void renew().catch(reject), leaseMs / 3);
  });
  try {
    return await Promise.race([work(renew), lost]);
  } finally {
    clearInterval(timer);
    await stateOf(db).updateOne(own, { $set: { holder: null, expiresAt: clock.now() } });
  }
}

/** True when this process got the claim: it was free, or had expired by `now`. */
async function take(
  db: Db,
  now: Date | undefined,
  claim: { holder: string; expiresAt: Date },
): Promise<boolean> {
  const free = { _id: 'migrations', ...(now && { expiresAt: { $lte: now } }) } as const;
  return stateOf(db)
    .updateOne(free, { $set: claim }, { upsert: true })
    .then(
      () => true,
      // It is there, and another's.
      onDuplicateKey(() => false),
    );
}
