import { insertNew } from '../platform/data/insert-new.js';
import { asText, factsAfter, type IntervalModel, type Owned } from './intervals.js';
import { memberships } from './record-membership.js';
import { offers } from './record-offer.js';
import { Participation } from './participation.model.js';

/** What is needed of an event. */
interface PastEvent {
  _id: string;
  type: string;
  at: Date;
  by: unknown;
  changes: readonly (readonly [op: string, path: string, value?: unknown])[];
}

/**
 * Stores what the reactions to these events would have stored, many at once: rows of taking part, memberships and
 * offers. Each list has all events of one person, post or share, in order.
 */
export async function recordPastFacts(histories: readonly (readonly PastEvent[])[]): Promise<void> {
  const of = (kind: string) => histories.filter(([first]) => first?._id.startsWith(`${kind}/`));
  await insertNew(
    Participation,
    of('share')
      .flatMap(participationsOf)
      .map((row) => new Participation(row).toObject()),
  );
  for (const [kind, owned] of [
    ['person', memberships],
    ['post', offers],
  ] as const) {
    const Interval = owned.model as IntervalModel & typeof Participation;
    const rows = of(kind).flatMap((events) => intervalsOf(owned, events));
    await insertNew(
      Interval,
      rows.map((row) => new Interval(row).toObject()),
    );
  }
}

const valuesOf = ({ changes }: PastEvent): Record<string, unknown> =>
  Object.fromEntries(changes.flatMap(([op, path, value]) => (op === 'set' ? [[path, value]] : [])));

/** A posting has the facts of the preparing before it. */
function participationsOf([prepared, ...postings]: readonly PastEvent[]) {
  const { advocateId: personId, preparing, ...values } = valuesOf(prepared!);
  const shareId = prepared!._id.split('/')[1]!;
  const facts = { ...values, personId, shareId, ...(preparing as object) };
  const row = ({ _id, at }: PastEvent) => ({ ...facts, _id, at });
  return [
    { ...row(prepared!), kind: 'prepared' },
    ...postings
      .filter((event) => valuesOf(event).posted === true)
      .map((event) => ({ ...row(event), kind: 'posted', evidence: event.by ? 'confirmed' : 'click' })),
  ];
}

function intervalsOf({ owner, facts }: Owned, events: readonly PastEvent[]) {
  const rows: Record<string, unknown>[] = [];
  for (const event of events) {
    const before = rows.at(-1);
    const values = factsAfter(facts, before, new Map(Object.entries(valuesOf(event))));
    if (
      !values ||
      (before && Object.keys(facts).every((name) => asText(before[name]) === asText(values[name])))
    )
      continue;
    const [, id, number] = event._id.split('/');
    if (before) before.to = event.at;
    rows.push({ _id: event._id, [owner]: id, revision: Number(number), ...values, from: event.at, to: null });
  }
  return rows;
}
