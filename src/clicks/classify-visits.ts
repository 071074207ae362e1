import { clicksInBursts } from './burst.js';
import { repeatMinutes } from './click-rules.js';

/** A visit that the rules about single requests do not exclude. */
export interface Classifiable {
  _id: { toString(): string };
  trackedLinkId: { toString(): string };
  at: Date;
  excludedBecause?: string | null;
}

type Verdict = 'burst' | 'repeat' | null;

/**
 * Classifies the visits of one visitor by comparing them: a visit is excluded when it is part of a burst, or when
 * its link was clicked (and counted) less than `repeatMinutes` before. Visits before `from` keep their
 * classification. The order of the visits and the number of calls do not matter, so a visit can be classified any
 * number of times.
 */
export function classifyVisits<T extends Classifiable>(visits: T[], from: Date): Map<T, Verdict> {
  const inOrder = [...visits].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || (a._id.toString() < b._id.toString() ? -1 : 1),
  );
  const inBurst = new Set(clicksInBursts(inOrder));
  const countedAt = new Map<string, number>();
  const verdicts = new Map<T, Verdict>();
  for (const visit of inOrder) {
    const [link, at] = [visit.trackedLinkId.toString(), visit.at.getTime()];
    const known = at < from.getTime();
    const counted = countedAt.get(link);
    const isRepeat = counted !== undefined && at - counted < repeatMinutes * 60_000;
    const verdict = inBurst.has(visit) ? 'burst' : isRepeat ? 'repeat' : null;
    if (!known) verdicts.set(visit, verdict);
    if ((known ? visit.excludedBecause : verdict) === null) countedAt.set(link, at);
  }
  return verdicts;
}
