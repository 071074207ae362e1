import { marksOf, retainClicksFrom } from '../clicks/index.js';
import { recordPastFacts } from '../participation/index.js';
import { dayIn } from '../platform/clock.js';
import type { Services } from '../services.js';
import { recordPastShares } from '../sharing/index.js';
import { datePastCounts, recordPastDays, updateDailyStatistics } from '../statistics/index.js';
import { mergedAt, secondGuidelineAt, type Calendar } from './calendar.js';
import type { Cast } from './cast.js';
import type { PostIds } from './content-steps.js';
import { withIdsOf } from './fixed-ids.js';
import type { PeopleByMailbox } from './people.js';
import { organization } from './organization.js';
import { people as peopleOfStory } from './people.js';
import type { PlannedShare } from './plan-shares.js';
import { loadClicks, loadConversions, type Visited } from './load-visits.js';
import { planVisits, type PlannedVisit } from './plan-visits.js';

type ServicesAt = (moment: Date) => Services;

interface Shared {
  calendar: Calendar;
  cast: Cast;
  made: PeopleByMailbox;
  teamIds: Map<string, string>;
  postIds: PostIds;
  shares: PlannedShare[];
}

/** Of other shares, clicks of the last days are stored, and of earlier days only how many there were. */
const daysOfClicks = 30;

const minute = 60_000;

/** Stores all shares, with who visited their links and what came of it. */
export async function loadShares(at: ServicesAt, shared: Shared): Promise<void> {
  const { calendar, shares } = shared;
  const now = at(calendar.now);
  const planned = shares.map((share) => ({ share, ...planVisits(share, calendar) }));
  const visited = await storeShares(now, shared, planned);
  const firstDay = firstDayOfClicks(calendar);
  const isStored = (visit: PlannedVisit) => dayIn(organization.timeZone, visit.at) >= firstDay;
  const old = visited
    .filter(({ isOfStory }) => !isOfStory)
    .flatMap(({ share, link, visits }) =>
      visits
        .filter((visit) => !isStored(visit))
        .map((visit) => ({ linkId: link.id, network: share.network, createdAt: share.at, ...visit })),
    );
  await recordPastDays(now, visited, old);
  const stored = visited.map((one) =>
    one.isOfStory
      ? one
      : {
          ...one,
          visits: one.visits.filter(isStored),
          conversions: one.conversions.filter(
            ({ at: when }) => when > calendar.moment(daysOfClicks - 1, '0:00'),
          ),
        },
  );
  const clickIds = await loadClicks(now, stored);
  await loadConversions(at, { calendar, visited: stored, clickIds });
}

/** Counts the days of all clicks and conversions, as if each had been counted at its end. */
export async function countDays(
  services: Services,
  { calendar, cast }: Pick<Shared, 'calendar' | 'cast'>,
): Promise<void> {
  await updateDailyStatistics(services);
  await datePastCounts(services);
  if (cast.firstWeek < 0) await retainClicksFrom(firstDayOfClicks(calendar));
}

const firstDayOfClicks = (calendar: Calendar): string =>
  dayIn(organization.timeZone, calendar.moment(daysOfClicks, '12:00'));

type Planned = Pick<Visited, 'share' | 'visits' | 'conversions'>;

async function storeShares(now: Services, shared: Shared, planned: Planned[]): Promise<Visited[]> {
  const { calendar, made, teamIds, postIds } = shared;
  const [second, merged] = [secondGuidelineAt(calendar), mergedAt(calendar)];
  const past = planned.map(({ share, visits }) => {
    const person = made.get(share.person.mailbox)!;
    const { formerTeam } = share.person;
    const { network, caption, at, confirmedAt } = share;
    return {
      person: formerTeam && at < merged ? { ...person, teamId: teamIds.get(formerTeam)! } : person,
      postId: postIds.get(share.post)!,
      ...{ network, caption, at, origin: 'feed' as const, confirmedAt },
      guidelineVersion: at < second ? 1 : 2,
      clickedAt: evidenceOf(share, visits, calendar),
    };
  });
  const { recorded, events } = await withIdsOf('shares', () => recordPastShares(now, past));
  await recordPastFacts(events);
  return planned.map((one, n) => ({
    ...one,
    ...recorded[n]!,
    isOfStory: peopleOfStory.includes(one.share.person) && calendar.dayOf(one.share.at) >= 0,
  }));
}

/** When the job finds the first click that proves that a share was posted. */
function evidenceOf({ at }: PlannedShare, visits: PlannedVisit[], { now }: Calendar): Date | null {
  const proofs = visits.filter(
    (one) => one.at.getTime() > at.getTime() + minute && !one.isOwn && !marksOf(one.visit).length,
  );
  if (!proofs.length) return null;
  return new Date(Math.min(...proofs.map((one) => one.at.getTime() + 5 * minute), now.getTime()));
}
