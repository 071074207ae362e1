const day = 24 * 3_600_000;

/** A click this soon after preparing proves nothing: the advocate or the network's preview may have opened the link. */
const tooSoon = 60_000;

/** Evidence counts until so long after preparing; then the figures of that day stay as they are. */
export const evidenceDays = 14;

/** When a click by somebody else proves that a share prepared at this moment was posted; both ends included. */
export const clickEvidence = (preparedAt: Date): { from: Date; to: Date } => ({
  from: new Date(preparedAt.getTime() + tooSoon + 1),
  to: evidenceEnd(preparedAt),
});

/** The last moment at which evidence of posting counts. */
export const evidenceEnd = (preparedAt: Date): Date => new Date(preparedAt.getTime() + evidenceDays * day);

/** Shares prepared since then may still be found to be posted at `now`. */
export const openSince = (now: Date): Date => new Date(now.getTime() - evidenceDays * day);
