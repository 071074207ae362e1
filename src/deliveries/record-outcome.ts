import { changeClaimed } from '../platform/data/claim.js';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { purgeTime, undecidedStates, type DeliveryKind } from './delivery-kind.js';
import { DeliveryRow, type Delivery, type DeliveryProblem, type DeliveryState } from './delivery.model.js';

interface Why {
  problem?: DeliveryProblem;
  answer?: string | undefined;
}

const minute = 60_000;

/** Records how a claimed delivery ended, and does what follows from it. */
export async function end(
  services: Services,
  kind: DeliveryKind,
  delivery: Delivery,
  { state, problem, answer }: Why & { state: DeliveryState },
): Promise<{ state: DeliveryState }> {
  const isUndecided = undecidedStates.some((undecided) => undecided === state);
  if (!isUndecided && !kind.stored.ended) {
    await DeliveryRow.deleteOne({ _id: delivery._id, claim: delivery.claim ?? null });
    return { state };
  }
  const now = services.clock.now();
  const ended = { state, endedAt: now, claim: null, purgeAt: purgeTime(kind, state) };
  const isHeld = await changeClaimed(DeliveryRow, delivery, {
    $set: {
      ...ended,
      ...(problem && { problem }),
      ...(answer && { answer }),
      // A job does it if this process is killed before it has.
      ...(kind.follow && { followsAt: new Date(now.getTime() + minute) }),
    },
    // What an earlier try left.
    ...(!answer && { $unset: problem ? { answer: 1 } : { problem: 1, answer: 1 } }),
  });
  await reach('delivery.ended');
  if (!isHeld) return { state };
  logUndecided(services, state, { kind: kind.name, delivery: delivery._id.toString(), problem });
  await follow(services, kind, { ...delivery, ...ended });
  return { state };
}

/** Logs that an admin may have to decide something. */
export function logUndecided({ log }: Services, state: DeliveryState, details: object): void {
  if (state === 'failed') log.error({ event: 'delivery.failed', ...details }, 'a delivery was given up');
  if (state === 'unconfirmed')
    log.error({ event: 'delivery.unconfirmed', ...details }, 'a delivery may have arrived or not');
}

/** Does what follows from the outcome of a delivery. If it fails, the job tries again. */
export async function follow(services: Services, kind: DeliveryKind, delivery: Delivery): Promise<void> {
  if (!kind.follow) return;
  try {
    await kind.follow(services, delivery);
    await DeliveryRow.updateOne({ _id: delivery._id, state: delivery.state }, { $unset: { followsAt: 1 } });
  } catch (error) {
    services.log.error(
      { event: 'delivery.follow-failed', err: error, kind: kind.name, delivery: delivery._id.toString() },
      'what follows from a delivery could not be done',
    );
  }
}

/** Lets a claimed delivery wait for its next try, or gives it up after the last one. */
export async function tryAgain(
  services: Services,
  kind: DeliveryKind,
  delivery: Delivery,
  why: Why & { problem: DeliveryProblem },
): Promise<{ state: DeliveryState }> {
  const pause = kind.pauses[delivery.tries - 1];
  if (pause === undefined) return end(services, kind, delivery, { state: 'failed', ...why });
  const dueAt = new Date(services.clock.now().getTime() + pause);
  const { problem, answer } = why;
  await changeClaimed(DeliveryRow, delivery, {
    $set: { state: 'waiting', dueAt, claim: null, problem, ...(answer && { answer }) },
    ...(!answer && { $unset: { answer: 1 } }),
  });
  return { state: 'waiting' };
}
