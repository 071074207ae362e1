import { Types, type QueryFilter } from 'mongoose';
import { NotAllowedNow, NotFound } from '../platform/errors.js';
import type { Services } from '../services.js';
import { Conversion, type ConversionRecord, type ConversionWay } from './conversion.model.js';

/** Which conversions: one, or all of a click, a day or a way; what is given holds together. At least one is. */
export interface ConversionSelection {
  id?: string | undefined;
  clickId?: string | undefined;
  day?: string | undefined;
  via?: ConversionWay | undefined;
}

/** @throws NotFound when nothing is given that selects */
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
  /** What was reported later than the admin looked is left alone. */
  reportedUntil: Date;
  reason: string;
  personId: string;
}

/**
 * Takes conversions out of all statistics for good, with who did it, when and why; statistics follow with the next
 * update. Returns how many were voided.
 * @throws NotFound when nothing is given that selects; NotAllowedNow when somebody else voided them all
 */
export async function voidConversions({ clock }: Services, voiding: Voiding): Promise<number> {
  const { selection, reportedUntil, reason, personId } = voiding;
  const by = new Types.ObjectId(personId);
  const filter = { ...selected(selection), toldAt: { $lte: reportedUntil } };
  const count = await voidWhere(filter, { at: clock.now(), by, reason });
  if (!count) throw new NotAllowedNow('conversions.voided-already');
  return count;
}

interface Voided {
  at: Date;
  /** The admin; null for a report of a browser that a server or file took the place of. */
  by: Types.ObjectId | null;
  reason: string;
}

/** Voids what is not voided yet, and has the days of their links counted again. Returns how many. */
export async function voidWhere(filter: QueryFilter<ConversionRecord>, voided: Voided): Promise<number> {
  // Whoever attributes or counts one at this moment notices by `tries` that it has changed.
  const change = (more: object) => ({ $set: { voided, ...more }, $inc: { tries: 1 } });
  const open = { ...filter, voided: null };
  const counted = await Conversion.updateMany(
    { $and: [open, { trackedLinkId: { $ne: null } }] },
    change({ tallied: false }),
  );
  const others = await Conversion.updateMany(open, change({}));
  return counted.modifiedCount + others.modifiedCount;
}
