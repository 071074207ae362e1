import { Schema } from 'mongoose';
import { z } from 'zod';
import { ChangedMeanwhile } from '../errors.js';

/** The revision when the form was opened, as the form sends it; 0 when it sends none. */
export const revisionField = z.coerce.number().int().min(0).catch(0);

/** Fields for the schema of a document with history. */
export const revisionFields = {
  /** 1 for a new document, incremented with each change, so that a stale form is noticed. */
  revision: { type: Number, required: true, default: 1 },
  /** Who changed it last; missing for the clock, and for changes before this was recorded. */
  revisedById: Schema.Types.ObjectId,
} as const;

/**
 * A filter that matches a document only at this revision (optimistic locking). Each change adds one, so of two
 * changes at the same time one wins.  Without `revision` any document
 * matches.
 */
export const atRevision = (revision: number | undefined): object =>
  revision === undefined ? {} : { revision };

/**
 * The error that says who changed it first: the person in another tab, somebody else by name, or an unknown
 * person.
 */
export function changedMeanwhile({
  by,
  actorId,
  name,
}: {
  by?: { toString(): string } | null;
  actorId?: string;
  name?: string;
}): ChangedMeanwhile {
  if (!by) return new ChangedMeanwhile('common.changed-meanwhile');
  if (by.toString() === actorId) return new ChangedMeanwhile('common.changed-by-you');
  return new ChangedMeanwhile(
    name ? { key: 'common.changed-by', values: { name } } : 'common.changed-by-another',
  );
}
