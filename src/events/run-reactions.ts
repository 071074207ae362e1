import type { Services } from '../services.js';
import { reach } from '../platform/data/fail-points.js';
import { EventRecord } from './event.model.js';
import { documentLease, type HeldDocument } from './hold-documents.js';
import type { Reaction, StoredEvent } from './reaction.js';
import { retentionFrom } from './retention.js';

/** A reaction that fails for so long is parked. */
const parkedAfter = 24 * 60 * 60 * 1_000;
const longestPause = 60 * 60 * 1_000;

/** Goes through the events of a held document in order, and gives it up. Returns how many events it finished. */
export async function runReactions(
  services: Services,
  reactions: readonly Reaction[],
  { events, holder, heldAt }: HeldDocument,
  stopping: AbortSignal | undefined,
): Promise<number> {
  const [first] = events;
  const { of } = first;
  const held = { _id: first._id, state: 'applied', holder } as const;
  let renewedAt = heldAt.getTime();
  const renew = async () => {
    const now = services.clock.now().getTime();
    const { matchedCount } = await EventRecord.updateOne(held, {
      $set: { dueAt: new Date(now + documentLease) },
    });
    if (matchedCount) renewedAt = now;
    return matchedCount > 0;
  };
  const isFresh = () => Math.abs(services.clock.now().getTime() - renewedAt) < documentLease / 3;
  const giveUp = (dueAt: Date) => EventRecord.updateOne(held, { $set: { holder: null, dueAt } });
  const renewing = setInterval(() => void renew().catch(() => undefined), documentLease / 3);
  const failed = new Map<string, number>();
  let finished = 0;
  try {
    for (const event of events) {
      const holds = event === first && events.length > 1;
      let ranLast: string[] = [];
      for (const name of [...event.todo]) {
        if (failed.has(name)) continue;
        if (stopping?.aborted) {
          await giveUp(services.clock.now());
          return finished;
        }
        // Another worker took over when this one slept through its lease.
        if (!isFresh() && !(await renew())) return finished;
        await reach('react.held');
        const error = await run(services, reactions, name, event);
        await reach('react.ran');
        if (error) {
          failed.set(name, await recordFailure(services, event, name, error));
          continue;
        }
        event.todo = event.todo.filter((other) => other !== name);
        if (event.todo.length || holds)
          await EventRecord.updateOne({ _id: event._id }, { $pull: { todo: name } });
        else ranLast = [name];
      }
      if (!event.todo.length && !holds)
        finished += await finish(services, event === first ? held : { _id: event._id }, ranLast);
    }
    if (failed.size) await putOff(services, of, Math.max(...failed.values()), first._id);
    // The first one last: it holds the document.
    if (first.todo.length) await giveUp(laterAfter(services, Math.max(1, ...failed.values())));
    else if (events.length > 1) finished += await finish(services, held, []);
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

/** Finishes an event for which only these reactions were still to run, and did. */
async function finish(
  services: Services,
  filter: { _id: string; holder?: string },
  ran: string[],
): Promise<number> {
  const { modifiedCount } = await EventRecord.updateOne(
    { ...filter, state: 'applied', todo: ran },
    { $set: { state: 'done', todo: [], dueAt: retentionFrom(services.clock.now()), holder: null } },
  );
  // Another worker took over, or more is to run.
  if (!modifiedCount && ran.length)
    await EventRecord.updateOne({ _id: filter._id }, { $pull: { todo: { $in: ran } } });
  return modifiedCount;
}
