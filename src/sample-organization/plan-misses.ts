import { isByMachine, type ConversionKind, type MissReason } from '../conversions/index.js';
import type { Calendar } from './calendar.js';
import type { PlannedShare } from './plan-shares.js';
import { idOf, ways, type PlannedConversion, type PlannedVisit } from './plan-visits.js';

/** A conversion that fits no click, and what its report names: a visit, the link of a share, or a text. */
export interface PlannedMiss extends PlannedConversion {
  because: MissReason;
  visit?: PlannedVisit;
  share?: PlannedShare;
  slug?: string;
  clickIds?: string[];
}

interface Visited {
  share: PlannedShare;
  visits: PlannedVisit[];
}

const [hour, day] = [3_600_000, 86_400_000];

/** A few conversions for each reason not to be attributed. */
export function planMisses(visited: Visited[], calendar: Calendar): PlannedMiss[] {
  const miss = (because: MissReason, kind: ConversionKind, at: Date, told: Partial<PlannedMiss> = {}) => {
    return { because, kind, at, externalId: idOf(kind, because), via: ways[kind], ...told };
  };
  const later = ({ at }: { at: Date }, ms: number) => new Date(at.getTime() + ms);
  const people = ({ visits }: Visited) =>
    visits
      .filter(({ visit, isOwn }) => !isOwn && !isByMachine(visit))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
  const [first] = visited;
  const seenByMachines = visited.find((one) => one.visits.length > 0 && !people(one).length)!;
  const clocksDiffer = visited.filter((one) => people(one).length > 0).at(-1)!;
  const [visit] = people(clocksDiffer);

  return [
    miss('late', 'sale', later(first!.share, 44 * day), {
      share: first!.share,
      value: 12_900,
      currency: 'EUR',
    }),
    miss('late', 'application', later(first!.share, 51 * day), { share: first!.share }),
    miss('not-counted', 'application', later(seenByMachines.share, 2 * day), {
      share: seenByMachines.share,
    }),
    miss('future', 'sale', later(visit!, -2 * hour), { visit: visit!, value: 8_400, currency: 'EUR' }),
    miss('unknown-link', 'lead', calendar.moment(9, '11:20'), { slug: 'autumn-fair-flyer' }),
    miss('unknown-click', 'sale', calendar.moment(6, '16:45'), {
      clickIds: ['65f0c0ffee0000000000beef'],
      value: 23_550,
      currency: 'EUR',
    }),
    miss('no-click', 'application', calendar.moment(4, '10:10')),
    miss('no-click', 'lead', calendar.moment(2, '14:05'), { value: 180_000, currency: 'EUR' }),
  ];
}
