import type { Document } from 'mongodb';
import { differencesOfPipelines } from './differences-of-pipelines.js';
import { differencesOfReads } from './differences-of-reads.js';
import { differencesOfUpdates } from './differences-of-updates.js';
import type { Case } from './generate.js';
import type { Answer } from './run.js';

/**
 * Where the engine the answers are compared with (DocumentDB 1.0) is known not to do as MongoDB documents.
 * The store follows MongoDB; each entry has been decided by hand.
 */
export interface KnownDifference {
  name: string;
  /** What MongoDB does, and the engine does not. */
  reason: string;
  /** A command that shows it, on a collection that holds what the comment after it says. */
  shows: string;
  /** Whether it is what makes the two answers to a case, parsed Extended JSON, differ. */
  explains: (asked: Case, ours: Document, theirs: Document) => boolean;
}

export const knownDifferences: readonly KnownDifference[] = [
  ...differencesOfUpdates,
  ...differencesOfReads,
  ...differencesOfPipelines,
];

/** The known difference that explains two answers to a case, if one does. */
export function knownDifference(asked: Case, ours: Answer, theirs: Answer): KnownDifference | undefined {
  const [a, b] = [JSON.parse(ours) as Document, JSON.parse(theirs) as Document];
  return knownDifferences.find(({ explains }) => explains(asked, a, b));
}
