import { secondGuidelineAt, type Calendar } from './calendar.js';
import { days } from './organization.js';
import { core, type Cast } from './cast.js';
import type { SamplePerson } from './people.js';
import type { PlannedShare } from './plan-shares.js';
import { randomFor } from '../platform/data/random.js';

export interface PlannedAcknowledgement {
  person: SamplePerson;
  version: 1 | 2;
  at: Date;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * Who acknowledged which version when: just before their first share under it, as the product requires. People
 * without shares do so on some day after its publication, those who can sign in within a day.
 */
export function planAcknowledgements(
  calendar: Calendar,
  shares: PlannedShare[],
  { people, firstWeek }: Cast = core,
): PlannedAcknowledgement[] {
  const second = secondGuidelineAt(calendar);
  const secondDay = calendar.dayOf(second);
  return people.flatMap((person) => {
    const random = randomFor('acknowledges', person.mailbox);
    const joined = (person.joined ?? firstWeek) * 7;
    const own = shares.filter((share) => share.person === person);
    const [first1, first2] = [own.find(({ at }) => at < second), own.find(({ at }) => at >= second)];
    const before = (share: PlannedShare) => new Date(share.at.getTime() - 4 * minute);
    const onDay = (from: number, until: number) =>
      calendar.moment(
        days - 1 - Math.floor(random.between(from, until)),
        `${random.pick([8, 10, 13, 16])}:10`,
      );

    const planned: PlannedAcknowledgement[] = [];
    const { acknowledged = 2 } = person;
    if (acknowledged >= 1 && joined < secondDay) {
      const at = first1 ? before(first1) : onDay(joined + 1, Math.min(joined + 15, secondDay));
      planned.push({ person, version: 1, at });
    }
    if (acknowledged === 2) {
      const soon = new Date(second.getTime() + random.between(1, 20) * hour);
      const at = person.signsInAs ? soon : onDay(secondDay + 1, secondDay + 10);
      planned.push({ person, version: 2, at: first2 && before(first2) < at ? before(first2) : at });
    }
    return planned.filter((one) => one.at < calendar.now);
  });
}
