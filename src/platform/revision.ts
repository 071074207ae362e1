import { z } from 'zod';

/** The revision that a form was opened at, as it sends it back; 0 when it sends none. */
export const revisionField = z.coerce.number().int().min(0).catch(0);

/**
 * Finds a document only while it is at this revision: whoever changes it adds one, so of two at once one wins. A
 * document from before it had revisions is at 0. Without a revision it is found at any.
 */
export const atRevision = (revision: number | undefined): object =>
  revision === undefined ? {} : { revision: revision || { $in: [0, null] } };
