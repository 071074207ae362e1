import { Types, type QueryFilter } from 'mongoose';
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
export async function voidConversions({ clock }: Services, voiding: Voiding): Promise<number> {
  const { selection, reportedUntil, reason, actor } = voiding;
  authorize(actor, 'manage-conversions');
  const by = new Types.ObjectId(actor.id);
  const filter = { ...selected(selection), toldAt: { $lte: reportedUntil } };
  const count = await voidWhere(filter, { at: clock.now(), by, reason });
  if (!count) throw new NotAllowedNow('conversions.voided-already');
  return count;
}

interface Voided {
  at: Date;
  /** The admin; null when the report of a server or file replaced the report of a browser. */
  by: Types.ObjectId | null;
  reason: string;
}

/** Voids what is not voided yet, and queues the days of their links to be counted again. Returns how many. */
export async function voidWhere(filter: QueryFilter<ConversionRecord>, voided: Voided): Promise<number> {
  // A process that attributes or counts one at this moment notices the change by `tries`.
  const change = (more: object) => ({ $set: { voided, ...more }, $inc: { tries: 1 } });
  const open = { ...filter, voided: null };
  const counted = await Conversion.updateMany(
    { $and: [open, { trackedLinkId: { $ne: null } }] },
    change({ tallied: false }),
  );
  const others = await Conversion.updateMany(open, change({}));
  return counted.modifiedCount + others.modifiedCount;
}
