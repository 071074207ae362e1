import { updateOrganization } from '../organization/index.js';
import { joinBoard } from '../published-results/index.js';
import type { Services } from '../services.js';
import type { Calendar } from './calendar.js';
import type { PeopleByMailbox } from './people.js';

/** Who stands on the board, by name or under a pseudonym. */
const places: Record<string, string | null> = { siobhan: null, raul: null, henrik: 'North wind' };

/** The board, which was turned on seven weeks ago, and those who stand on it. */
export async function loadBoard(
  at: (moment: Date) => Services,
  { calendar, made }: { calendar: Calendar; made: PeopleByMailbox },
): Promise<void> {
  await updateOrganization(at(calendar.moment(50, '09:10')), { actor: 'operator', hasBoard: true });
  for (const [mailbox, pseudonym] of Object.entries(places))
    await joinBoard(at(calendar.moment(49, '12:00')), { actor: made.get(mailbox)!, pseudonym });
}
