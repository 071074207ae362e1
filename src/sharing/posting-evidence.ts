const day = 24 * 3_600_000;

/**
 * A click this soon after preparing is no evidence: the advocate or the network's preview may have opened the
 * link.
 */
const tooSoon = 60_000;

/** How many days after preparing evidence still counts. Then the figures of that day are final. */
export const evidenceDays = 14;

/** The period (both ends included) in which somebody else's click proves that a share was posted. */
export const clickEvidence = (preparedAt: Date): { from: Date; to: Date } => ({
  from: new Date(preparedAt.getTime() + tooSoon + 1),
  to: evidenceEnd(preparedAt),
});

/** The last moment at which evidence of posting counts. */
export const evidenceEnd = (preparedAt: Date): Date => new Date(preparedAt.getTime() + evidenceDays * day);

/** Shares that were prepared since then can still become posted at `now`. */
export const openSince = (now: Date): Date => new Date(now.getTime() - evidenceDays * day);
