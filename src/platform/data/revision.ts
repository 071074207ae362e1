import { Schema } from 'mongoose';
import { z } from 'zod';
import { ChangedMeanwhile } from '../errors.js';

/** The revision that a form was opened at, as it sends it back; 0 when it sends none. */
export const revisionField = z.coerce.number().int().min(0).catch(0);

/** For the schema of what a form shows. */
export const revisionFields = {
  /** Grows with each change of what the form shows, so that a stale form is noticed. */
  revision: { type: Number, default: 0 },
  /** Who changed it last; absent before that was recorded. */
  revisedById: Schema.Types.ObjectId,
} as const;

/**
 * Finds a document only while it is at this revision: whoever changes it adds one, so of two at once one wins. A
 * document from before it had revisions is at 0. Without a revision it is found at any.
 */
export const atRevision = (revision: number | undefined): object =>
  revision === undefined ? {} : { revision: revision || { $in: [0, null] } };

/** Says who was first: the person themselves in another tab, somebody else, by name where it is known, or nobody knows who. */
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
