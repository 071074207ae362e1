import { randomUUID } from 'node:crypto';
import { reach } from '../platform/data/fail-points.js';
import type { Services } from '../services.js';
import { EventRecord } from './event.model.js';
import type { PendingEvent } from './history.js';
import { retentionFrom } from './retention.js';

/** An event as it is stored once it is published. */
export interface StoredEvent extends PendingEvent {
  state: 'applied' | 'done' | 'parked';
  dueAt: Date;
  holder: string | null;
  failures: number;
  failedSince: Date | null;
  error: string | null;
}

/** What follows from an event. It may run more than once, so it must be idempotent for each event. */
export interface Reaction {
  name: string;
  /** The types of events that it follows. */
  to: readonly string[];
  about: string;
  /** Those of them that go before all others: somebody waits for what follows. */
  urgent?: readonly string[];
  run(services: Services, event: StoredEvent): Promise<unknown>;
}

/** The names of the reactions to a type of event. */
export const reactionsTo =
  (reactions: readonly Reaction[]) =>
  (type: string): string[] =>
    reactions.filter(({ to }) => to.includes(type)).map(({ name }) => name);

/** How long a worker holds a document unless it renews. */
const lease = 30_000;
/** A reaction that fails for so long is parked. */
const parkedAfter = 24 * 60 * 60 * 1_000;
const longestPause = 60 * 60 * 1_000;
/** How many documents a call works on at the same time. */
const documentsAtOnce = 3;

/**
 * Runs the reactions of events that are due, some documents at a time, each document's events in order. Documents with an
 * urgent event go first, however many others wait. Returns how many events it finished.
 */
export async function react(
  services: Services,
  reactions: readonly Reaction[],
  stopping?: AbortSignal,
): Promise<number> {
  const urgent = [...new Set(reactions.flatMap((reaction) => reaction.urgent ?? []))];
  const inTurn = async () => {
    const holder = randomUUID();
    let finished = 0;
    while (!stopping?.aborted) {
      const due = await findDue(services, urgent);
      if (!due) break;
      const first = await holdDocument(services, due.of, holder);
      if (first) finished += await workThrough(services, reactions, { first, holder, stopping });
    }
    return finished;
  };
  const finished = await Promise.all(Array.from({ length: documentsAtOnce }, inTurn));
  return finished.reduce((sum, each) => sum + each, 0);
}

/** The event that is next: an urgent one, or the one that has waited longest. */
async function findDue({ clock }: Services, urgent: string[]): Promise<StoredEvent | null> {
  const due = { state: 'applied' as const, dueAt: { $lte: clock.now() } };
  return (
    (await EventRecord.findOne({ ...due, type: { $in: urgent } }).lean<StoredEvent | null>()) ??
    EventRecord.findOne(due).sort({ dueAt: 1 }).lean<StoredEvent | null>()
  );
}

/**
 * Takes the lease of a document by its first unfinished event, and returns that event. When another worker holds the
 * document, or its first event waits to be tried again, puts all of its due events off and returns null.
 */
async function holdDocument(services: Services, of: string, holder: string): Promise<StoredEvent | null> {
  const now = services.clock.now();
  const first = await EventRecord.findOne({ of, state: 'applied' })
    .sort({ _id: 1 })
    .lean<StoredEvent | null>();
  if (!first) return null;
  if (first.dueAt > now) {
    const later = first.holder ? new Date(now.getTime() + 1_000) : first.dueAt;
    await EventRecord.updateMany({ of, state: 'applied', dueAt: { $lte: now } }, { $set: { dueAt: later } });
    return null;
  }
  return EventRecord.findOneAndUpdate(
    { _id: first._id, state: 'applied', dueAt: first.dueAt, holder: first.holder },
    { $set: { holder, dueAt: new Date(now.getTime() + lease) } },
    { returnDocument: 'after' },
  ).lean<StoredEvent | null>();
}

interface Held {
  first: StoredEvent;
  holder: string;
  stopping: AbortSignal | undefined;
}

async function workThrough(
  services: Services,
  reactions: readonly Reaction[],
  { first, holder, stopping }: Held,
): Promise<number> {
  const { of } = first;
  const held = { _id: first._id, state: 'applied', holder } as const;
  const renew = async () => {
    const dueAt = new Date(services.clock.now().getTime() + lease);
    return (await EventRecord.updateOne(held, { $set: { dueAt } })).matchedCount > 0;
  };
  const renewing = setInterval(() => void renew().catch(() => undefined), lease / 3);
  const failed = new Map<string, number>();
  let finished = 0;
  try {
    const events = await EventRecord.find({ of, state: 'applied' }).sort({ _id: 1 }).lean<StoredEvent[]>();
    for (const event of events) {
      for (const name of [...event.todo]) {
        if (failed.has(name)) continue;
        if (stopping?.aborted) {
          await EventRecord.updateOne(held, { $set: { holder: null, dueAt: services.clock.now() } });
          return finished;
        }
        // Another worker took over when this one slept through its lease.
        if (!(await renew())) return finished;
        await reach('react.held');
        const error = await run(services, reactions, name, event);
        await reach('react.ran');
        if (error) failed.set(name, await recordFailure(services, event, name, error));
        else {
          await EventRecord.updateOne({ _id: event._id }, { $pull: { todo: name } });
          event.todo = event.todo.filter((other) => other !== name);
        }
      }
      if (!event.todo.length && event._id !== first._id)
        finished += await finish(services, { _id: event._id });
    }
    if (failed.size) await putOff(services, of, Math.max(...failed.values()), first._id);
    // The first one last: it holds the document.
    if (!events[0]!.todo.length) finished += await finish(services, held);
    else {
      const dueAt = laterAfter(services, Math.max(1, ...failed.values()));
      await EventRecord.updateOne(held, { $set: { holder: null, dueAt } });
    }
    return finished;
  } finally {
    clearInterval(renewing);
  }
}

async function run(services: Services, reactions: readonly Reaction[], name: string, event: StoredEvent) {
  try {
    const reaction = reactions.find((each) => each.name === name);
    if (!reaction) throw new Error(`no reaction is called ${name}`);
    await reaction.run(services, event);
    return null;
  } catch (error) {
    return error as Error;
  }
}

/** Records a failure; returns how often reactions to this event have failed. Parks an event that failed for a day. */
async function recordFailure(
  services: Services,
  event: StoredEvent,
  name: string,
  error: Error,
): Promise<number> {
  const now = services.clock.now();
  const failures = event.failures + 1;
  const failedSince = event.failedSince ?? now;
  const isParked = now.getTime() - failedSince.getTime() >= parkedAfter;
  services.log[isParked ? 'error' : 'warn'](
    {
      event: isParked ? 'events.parked' : 'events.reaction-failed',
      id: event._id,
      reaction: name,
      err: error,
    },
    isParked ? 'a reaction failed for a day and is given up' : 'a reaction failed and is tried again',
  );
  const text = `${name}: ${error.message}`.slice(0, 500);
  await EventRecord.updateOne(
    { _id: event._id },
    { $set: { failures, failedSince, error: text, ...(isParked && { state: 'parked', holder: null }) } },
  );
  Object.assign(event, { failures, failedSince });
  return failures;
}

const laterAfter = (services: Services, failures: number) =>
  new Date(services.clock.now().getTime() + Math.min(longestPause, 1_000 * 2 ** (failures - 1)));

/** Nothing of this document is tried before its failed reaction is. */
const putOff = (services: Services, of: string, failures: number, firstId: string) =>
  EventRecord.updateMany(
    { of, state: 'applied', _id: { $ne: firstId } },
    { $set: { dueAt: laterAfter(services, failures) } },
  );

async function finish(services: Services, filter: { _id: string; holder?: string }): Promise<number> {
  const { modifiedCount } = await EventRecord.updateOne(
    { ...filter, state: 'applied', todo: { $size: 0 } },
    { $set: { state: 'done', dueAt: retentionFrom(services.clock.now()), holder: null } },
  );
  return modifiedCount;
}
