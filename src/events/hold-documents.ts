import { randomUUID } from 'node:crypto';
import { groupBy } from '../platform/data/group-by.js';
import type { Services } from '../services.js';
import { EventRecord } from './event.model.js';
import type { StoredEvent } from './reaction.js';

/** How long a worker holds a document unless it renews. */
export const documentLease = 30_000;

/** A document whose events this worker goes through. */
export interface HeldDocument {
  /** Its unfinished events, in order. The first one is the lease. */
  events: [StoredEvent, ...StoredEvent[]];
  holder: string;
  /** When its lease was taken. */
  heldAt: Date;
}

/**
 * Takes the leases of documents with due events: those with an urgent event, then those that have waited longest. A
 * document that another worker holds, or whose first event waits to be tried again, is put off.
 * @param most how many documents at most
 */
export async function holdDueDocuments(
  services: Services,
  { urgent, most }: { urgent: string[]; most: number },
): Promise<{ areDue: boolean; held: HeldDocument[] }> {
  const now = services.clock.now();
  const names = await findDue(now, urgent, most);
  if (!names.length) return { areDue: false, held: [] };
  const events = await EventRecord.find({ of: { $in: names }, state: 'applied' })
    .sort({ of: 1, _id: 1 })
    .lean<StoredEvent[]>();
  const free: HeldDocument[] = [];
  const holder = randomUUID();
  for (const own of groupBy(events, ({ of }) => of).values()) {
    const [first, ...rest] = own as HeldDocument['events'];
    if (first.dueAt > now) await putOff(first, now);
    else free.push({ events: [first, ...rest], holder, heldAt: now });
  }
  return { areDue: true, held: await take(free) };
}

/** The names of documents with due events. */
async function findDue(now: Date, urgent: string[], most: number): Promise<string[]> {
  const due = { state: 'applied' as const, dueAt: { $lte: now } };
  const [first, others] = await Promise.all([
    EventRecord.find({ ...due, type: { $in: urgent } }, { of: 1 })
      .limit(most)
      .lean(),
    EventRecord.find(due, { of: 1 }).sort({ dueAt: 1 }).limit(most).lean(),
  ]);
  return [...new Set([...first, ...others].map(({ of }) => of))].slice(0, most);
}

/** Nothing of a document is due before its first event is, or while another worker holds it. */
async function putOff({ of, dueAt, holder }: StoredEvent, now: Date): Promise<void> {
  const later = holder ? new Date(now.getTime() + 1_000) : dueAt;
  await EventRecord.updateMany({ of, state: 'applied', dueAt: { $lte: now } }, { $set: { dueAt: later } });
}

/** Takes those leases that nobody took since they were read. */
async function take(free: HeldDocument[]): Promise<HeldDocument[]> {
  if (!free.length) return [];
  const { holder, heldAt } = free[0]!;
  const dueAt = new Date(heldAt.getTime() + documentLease);
  await EventRecord.bulkWrite(
    free.map(({ events: [first] }) => ({
      updateOne: {
        filter: { _id: first._id, state: 'applied', dueAt: first.dueAt, holder: first.holder },
        update: { $set: { holder, dueAt } },
      },
    })),
    { ordered: false },
  );
  const ours = await EventRecord.find(
    { _id: { $in: free.map(({ events: [first] }) => first._id) }, holder },
    { _id: 1 },
  ).lean();
  const taken = new Set(ours.map(({ _id }) => _id));
  return free.filter(({ events: [first] }) => taken.has(first._id));
}
