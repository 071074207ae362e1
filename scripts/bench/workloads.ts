import { ObjectId, type Collection, type Db } from 'mongodb';

/** A click as the product stores it. */
export interface Click {
  _id: ObjectId;
  trackedLinkId: ObjectId;
  at: Date;
  day: string;
  referrerHost: string;
  device: string;
  visitorHash: string;
  counted: boolean;
  excludedBecause: string | null;
  tallied: boolean;
}

/** Clicks per tracked link, and the days they are spread over. */
const perLink = 100;
const days = 28;

/** The id with this number, the same for all engines and runs. */
const idOf = (kind: number, n: number) =>
  new ObjectId(`${kind}`.padStart(8, '0') + n.toString(16).padStart(16, '0'));
const dayOf = (n: number) => `2026-10-${String((n % days) + 1).padStart(2, '0')}`;

function clickOf(n: number): Click {
  return {
    _id: idOf(1, n),
    trackedLinkId: idOf(2, Math.floor(n / perLink)),
    at: new Date(1_790_000_000_000 + n * 1000),
    day: dayOf(n),
    referrerHost: `site-${n % 17}.example`,
    device: n % 3 ? 'phone' : 'computer',
    visitorHash: (n * 2_654_435_761).toString(36).padStart(22, 'v'),
    counted: n % 5 !== 0,
    excludedBecause: n % 5 ? null : 'repeat',
    tallied: false,
  };
}

export const clicksOf = (db: Db): Collection<Click> => db.collection<Click>('clicks');

/** Creates the collection with the product's indexes on clicks, and this many clicks. */
export async function load(db: Db, documents: number): Promise<void> {
  const clicks = clicksOf(db);
  await clicks.drop().catch(() => undefined);
  await clicks.createIndex({ trackedLinkId: 1, day: 1 });
  await clicks.createIndex({ visitorHash: 1, at: 1 });
  await clicks.createIndex({ tallied: 1 });
  for (let start = 0; start < documents; start += 1000) {
    const many = Math.min(1000, documents - start);
    await clicks.insertMany(Array.from({ length: many }, (_, i) => clickOf(start + i)));
  }
}

export interface Workload {
  name: string;
  /** Operations in one round. */
  operations: number;
  clients: number;
  /** How much one operation counts in the rate: the documents of a bulk write. */
  weight?: number;
  run: (clicks: Collection<Click>, n: number, documents: number) => Promise<unknown>;
}

/** Numbers beyond those loaded; each is used once in a run and engine. */
const fresh = (documents: number, n: number) => documents + 1_000_000 + n;
const somewhere = (n: number, documents: number) => (n * 7919) % documents;

const pointRead: Workload['run'] = (clicks, n, documents) =>
  clicks.findOne({ _id: idOf(1, somewhere(n, documents)) });
const insert: Workload['run'] = (clicks, n, documents) => clicks.insertOne(clickOf(fresh(documents, n)));

export const workloads: Workload[] = [
  { name: 'Point reads, 1 client', operations: 500, clients: 1, run: pointRead },
  { name: 'Point reads, 64 clients', operations: 3000, clients: 64, run: pointRead },
  {
    name: 'Range reads by index, 14 clicks of a link',
    operations: 300,
    clients: 1,
    run: (clicks, n, documents) =>
      clicks
        .find({
          trackedLinkId: idOf(2, Math.floor(somewhere(n, documents) / perLink)),
          day: { $gte: '2026-10-08', $lte: '2026-10-11' },
        })
        .sort({ day: 1 })
        .toArray(),
  },
  {
    name: 'Group-by over all clicks',
    operations: 1,
    clients: 1,
    run: (clicks) =>
      clicks
        .aggregate([
          { $match: { day: { $gte: '2026-10-01', $lte: '2026-10-31' } } },
          { $group: { _id: { day: '$day', reason: '$excludedBecause' }, clicks: { $sum: 1 } } },
        ])
        .toArray(),
  },
  { name: 'Single inserts, 1 client', operations: 150, clients: 1, run: insert },
  {
    name: 'Single inserts, 64 clients',
    operations: 2000,
    clients: 64,
    run: (clicks, n, documents) => insert(clicks, 500_000 + n, documents),
  },
  {
    name: 'Bulk inserts of 1,000, documents',
    operations: 4,
    clients: 1,
    weight: 1000,
    run: (clicks, n, documents) =>
      clicks.insertMany(
        Array.from({ length: 1000 }, (_, i) => clickOf(fresh(documents, 1_000_000 + n * 1000 + i))),
      ),
  },
  {
    name: 'Conditional updates, 64 clients',
    operations: 1500,
    clients: 64,
    run: (clicks, n, documents) =>
      clicks.findOneAndUpdate({ _id: idOf(1, somewhere(n, documents)), counted: n % 2 === 0 }, [
        { $set: { counted: { $not: '$counted' }, tallied: true } },
      ]),
  },
];

/** Runs a round of a workload; `from` is the number of its first operation. Returns operations per second. */
export async function rateOf(
  { operations, clients, weight = 1, run }: Workload,
  clicks: Collection<Click>,
  documents: number,
  from: number,
): Promise<number> {
  let next = from;
  const began = performance.now();
  const client = async (): Promise<void> => {
    while (next < from + operations) await run(clicks, next++, documents);
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (operations * weight * 1000) / (performance.now() - began);
}
