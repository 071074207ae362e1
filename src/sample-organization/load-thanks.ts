import type { ValueArea } from '../organization/index.js';
import { giveThanks, showThanks } from '../recognition/index.js';
import type { Services } from '../services.js';
import type { Calendar } from './calendar.js';
import { withIdsOf } from './fixed-ids.js';
import type { PeopleByMailbox } from './people.js';

interface SampleThanks {
  from: string;
  to: string;
  text: string;
  area: ValueArea;
  daysAgo: number;
  /** When it was shown to everybody; missing: it is private. */
  shownDaysAgo?: number;
}

const thanks: SampleThanks[] = [
  {
    from: 'jonas',
    to: 'raul',
    text: 'Your words on the battery ferry brought three engineers to our open day.',
    area: 'reputation',
    daysAgo: 19,
    shownDaysAgo: 18,
  },
  {
    from: 'bente',
    to: 'siobhan',
    text: 'You answered every question about the new timetable before it reached the counter.',
    area: 'customer-service',
    daysAgo: 12,
    shownDaysAgo: 9,
  },
  {
    from: 'henrik',
    to: 'amara',
    text: 'A shipper who read your post asked us for a quote the same day.',
    area: 'reputation',
    daysAgo: 10,
  },
];

/** A few thanks between colleagues: two that everybody sees, and one that is private. */
export async function loadThanks(
  at: (moment: Date) => Services,
  { calendar, made }: { calendar: Calendar; made: PeopleByMailbox },
): Promise<void> {
  for (const { from, to, text, area, daysAgo, shownDaysAgo } of thanks) {
    const given = { actor: made.get(from)!, toId: made.get(to)!.id, text, area };
    const { id: thanksId } = await withIdsOf(`thanks ${from} ${to}`, () =>
      giveThanks(at(calendar.moment(daysAgo, '11:20')), given),
    );
    if (shownDaysAgo !== undefined)
      await showThanks(at(calendar.moment(shownDaysAgo, '15:05')), { actor: made.get(to)!, thanksId });
  }
}
