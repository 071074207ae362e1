import type { Calendar } from './calendar.js';
import { days, secondGuidelineDaysAgo } from './organization.js';
import { people, type SamplePerson } from './people.js';
import type { PlannedShare } from './plan-shares.js';
import { randomFor } from '../platform/data/random.js';

export interface PlannedAcknowledgement {
  person: SamplePerson;
  version: 1 | 2;
  at: Date;
}

const minute = 60_000;

/**
 * Who acknowledged which version when: just before their first share under it, as the product requires. People
 * without shares do so on some day after its publication.
 */
export function planAcknowledgements(calendar: Calendar, shares: PlannedShare[]): PlannedAcknowledgement[] {
  const second = days - 1 - secondGuidelineDaysAgo;
  return people.flatMap((person) => {
    const random = randomFor('acknowledges', person.mailbox);
    const joined = (person.joined ?? 0) * 7;
    const [first1, first2] = [
      shares.find((share) => share.person === person && calendar.dayOf(share.at) < second),
      shares.find((share) => share.person === person && calendar.dayOf(share.at) >= second),
    ];
    const before = (share: PlannedShare) => new Date(share.at.getTime() - 4 * minute);
    const onDay = (from: number, until: number) =>
      calendar.moment(
        days - 1 - Math.floor(random.between(from, until)),
        `${random.pick([8, 10, 13, 16])}:10`,
      );

    const planned: PlannedAcknowledgement[] = [];
    const { acknowledged = 2 } = person;
    if (acknowledged >= 1 && joined < second) {
      const at = first1 ? before(first1) : onDay(joined + 1, Math.min(joined + 15, second));
      planned.push({ person, version: 1, at });
    }
    if (acknowledged === 2) {
      const from = Math.max(second + 1, joined);
      planned.push({ person, version: 2, at: first2 ? before(first2) : onDay(from, from + 20) });
    }
    return planned.filter((one) => one.at < calendar.now);
  });
}
