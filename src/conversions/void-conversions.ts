import { Types, type QueryFilter } from 'mongoose';
import { changeMany } from '../events/index.js';
import { authorize, type SignedIn } from '../people/index.js';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Conversion, type ConversionRecord, type ConversionWay } from './conversion.model.js';

/**
 * Selects conversions: one, or those of a click, a day or a way of reporting. All given conditions apply. At least
 * one is required.
 */
export interface ConversionSelection {
  id?: string | undefined;
  clickId?: string | undefined;
  day?: string | undefined;
  via?: ConversionWay | undefined;
}

/** @throws NotFound when no condition is given */
export function selected({ id, clickId, day, via }: ConversionSelection): QueryFilter<ConversionRecord> {
  if (!(id ?? clickId ?? day ?? via)) throw new NotFound();
  return {
    ...(id && { _id: new Types.ObjectId(id) }),
    ...(clickId && { clickId: new Types.ObjectId(clickId) }),
    ...(day && { day }),
    ...(via && { via }),
  };
}

interface Voiding {
  selection: ConversionSelection;
  /** Conversions that were reported after the admin opened the page are not voided. */
  reportedUntil: Date;
  reason: string;
  actor: SignedIn;
}

/**
 * Takes conversions out of all statistics for good, and records who did it, when and why. The statistics follow
 * with the next update. Returns how many were voided.
 * @throws Forbidden; NotFound when no condition is given; NotAllowedNow when somebody else has voided them all
 */
export async function voidConversions(services: Services, voiding: Voiding): Promise<number> {
  const { selection, reportedUntil, reason, actor } = voiding;
  authorize(actor, 'manage-conversions');
  const by = new Types.ObjectId(actor.id);
  const filter = { ...selected(selection), toldAt: { $lte: reportedUntil } };
  const voided = { at: services.clock.now(), by, reason };
  const count = await voidWhere(services, filter, { type: 'conversion.voided', voided });
  if (!count) throw new NotAllowedNow('conversions.voided-already');
  return count;
}

interface Voided {
  at: Date;
  /** The admin; null when the report of a server or file replaced the report of a browser. */
  by: Types.ObjectId | null;
  reason: string;
}

const atOnce = 500;

/** Voids what is not voided yet, and queues the days of their links to be counted again. Returns how many. */
export async function voidWhere(
  services: Services,
  filter: QueryFilter<ConversionRecord>,
  { type, voided }: { type: string; voided: Voided },
): Promise<number> {
  let count = 0;
  for (let after: Types.ObjectId | undefined; ;) {
    const rest = after ? { $and: [filter, { _id: { $gt: after } }] } : filter;
    const found = await Conversion.find(
      { ...rest, voided: null },
      { revision: 1, tries: 1, trackedLinkId: 1 },
    )
      .sort({ _id: 1 })
      .limit(atOnce)
      .lean<ConversionRecord[]>();
    if (!found.length) return count;
    count += await voidEach(services, found, { type, voided });
    after = found.at(-1)!._id;
  }
}

/** Those that a job attributes or counts at this moment are read again: what their statistics need has changed. */
async function voidEach(
  services: Services,
  found: ConversionRecord[],
  how: { type: string; voided: Voided },
): Promise<number> {
  const { type, voided } = how;
  const changes = found.map((doc) => ({
    doc,
    where: { tries: doc.tries },
    set: { voided, ...(doc.trackedLinkId && { tallied: false }) },
    inc: { tries: 1 },
  }));
  const changed = await changeMany(services, Conversion, { type, by: voided.by, changes });
  const done = new Set(changed.map(({ _id }) => _id.toString()));
  const missed = found.flatMap(({ _id }) => (done.has(_id.toString()) ? [] : [_id]));
  if (!missed.length) return done.size;
  return done.size + (await voidWhere(services, { _id: { $in: missed } }, how));
}
