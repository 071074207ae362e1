import type { Doc } from '../bson/values.js';

/** The longest message either side may send, in bytes. */
export const MAX_MESSAGE_BYTES = 48_000_000;

/** Encoded documents to be put into a reply as they are, as the batch of a cursor. */
export interface CursorReply {
  cursor: { id: bigint; ns: string; batch: Buffer[]; batchName: 'firstBatch' | 'nextBatch' };
  /** What stands beside the cursor. */
  [field: string]: unknown;
}

/** What a command answers. */
export type Reply = Doc | CursorReply;
