import type { Calendar } from './calendar.js';
import { days, secondGuidelineDaysAgo } from './organization.js';
import { people, type SamplePerson } from './people.js';
import type { PlannedShare } from './plan-shares.js';
import { randomFor } from './random.js';

export interface PlannedAcknowledgement {
  person: SamplePerson;
  version: 1 | 2;
  at: Date;
}

const minute = 60_000;

/**
 * Who acknowledged which version when: just before the first share under it, as the product asks for it; who
 * shared nothing, on some day after it was published.
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
    const at = (share: PlannedShare | undefined, from: number, within: number) =>
      share
        ? new Date(share.at.getTime() - 4 * minute)
        : calendar.moment(
            days - 1 - from - Math.floor(random.between(0, within)),
            `${8 + random.count(4)}:10`,
          );

    const planned: PlannedAcknowledgement[] = [];
    const { acknowledged = 2 } = person;
    if (acknowledged >= 1 && joined < second)
      planned.push({ person, version: 1, at: at(first1, 1 + joined, 14) });
    if (acknowledged === 2)
      planned.push({ person, version: 2, at: at(first2, Math.max(second + 1, joined), 20) });
    return planned.filter((one) => one.at < calendar.now);
  });
}
