import { groupBy } from '../platform/data/group-by.js';
import { classifyVisits } from './classify-visits.js';
import { isTooSoon, marksOf, reasonOf, type ExclusionReason } from './click-rules.js';
import { agentOf, referrerHost, type Visit } from './describe-visit.js';

/** A visit of a link of which no click is stored. */
export interface PastVisit {
  linkId: string;
  /** Of the link. */
  network: string;
  createdAt: Date;
  at: Date;
  visit: Visit;
  /** The advocate opened the link. */
  isOwn?: boolean;
}

export interface ClassifiedVisit extends PastVisit {
  /** The network and the agent: only to distinguish visitors. */
  visitor: string;
  referrerHost: string | null;
  /** Null: it is a click. */
  excludedBecause: ExclusionReason | null;
}

/** Classifies visits by the rules for clicks, as if each had been recorded at its time. All visits of a visitor are here. */
export function classifyPastVisits(visits: readonly PastVisit[]): ClassifiedVisit[] {
  const classified = visits.map((past, place) => {
    const { linkId: trackedLinkId, network, createdAt, at, visit, isOwn } = past;
    const marks = [
      ...marksOf(visit),
      ...(isTooSoon({ network, createdAt }, at) ? ['too-soon'] : []),
      ...(isOwn ? ['own-click'] : []),
    ];
    const described = { visitor: `${visit.network}\n${agentOf(visit)}`, referrerHost: referrerHost(visit) };
    return {
      ...past,
      _id: String(place).padStart(9, '0'),
      trackedLinkId,
      ...described,
      excludedBecause: reasonOf(marks),
    };
  });
  const open = classified.filter(({ excludedBecause }) => excludedBecause === null);
  for (const [, ofVisitor] of groupBy(open, ({ visitor }) => visitor))
    for (const [visit, verdict] of classifyVisits(ofVisitor, new Date(0))) visit.excludedBecause = verdict;
  return classified;
}
