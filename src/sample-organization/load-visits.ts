import { recordClicks, signedClickIds } from '../clicks/index.js';
import { recordConversion } from '../conversions/index.js';
import type { Services } from '../services.js';
import type { RecordedPastShare } from '../sharing/index.js';
import type { Calendar } from './calendar.js';
import { withIdsOf } from './fixed-ids.js';
import { planMisses } from './plan-misses.js';
import type { PlannedShare } from './plan-shares.js';
import type { PlannedConversion, PlannedVisit } from './plan-visits.js';

/** A stored share with what is recorded of its link. */
export interface Visited extends RecordedPastShare {
  share: PlannedShare;
  visits: PlannedVisit[];
  conversions: PlannedConversion[];
  /** It is part of the story: of its visits, clicks are stored however old they are. */
  isOfStory: boolean;
}

interface WithClicks {
  calendar: Calendar;
  visited: Visited[];
  clickIds: Map<PlannedVisit, string>;
}

/** Records all conversions, with the rules for real ones. */
export async function loadConversions(
  at: (moment: Date) => Services,
  { calendar, visited, clickIds }: WithClicks,
): Promise<void> {
  const misses = planMisses(
    visited.filter(({ isOfStory }) => isOfStory),
    calendar,
  );
  const named = misses.flatMap(({ visit }) => (visit ? [clickIds.get(visit)!] : []));
  const signed = new Map((await signedClickIds(at(calendar.now), named)).map((id, n) => [named[n]!, id]));
  const slugOf = new Map(visited.map(({ share, link }) => [share, link.slug]));
  const missed = misses.map(({ visit, share, because: _, ...reported }) => ({
    ...reported,
    ...(visit && { clickIds: [signed.get(clickIds.get(visit)!)!] }),
    ...(share && { slug: slugOf.get(share)! }),
  }));
  const conversions = visited.flatMap(({ conversions, link: { slug } }) =>
    conversions.map((one) => ({ ...one, slug })),
  );
  // One after the other, because the list of conversions shows the latest report first.
  const inOrder = [...conversions, ...missed].sort((a, b) => a.at.getTime() - b.at.getTime());
  await withIdsOf('conversions', async () => {
    for (const { at: moment, ...conversion } of inOrder) await recordConversion(at(moment), conversion);
  });
}

/** The ids of the clicks for these visits. */
export async function loadClicks(services: Services, visited: Visited[]): Promise<Map<PlannedVisit, string>> {
  const clickIds = new Map<PlannedVisit, string>();
  const all = visited.flatMap(({ visits, link: { slug }, labels: { advocateId } }) =>
    visits.map((planned) => ({ planned, slug, advocateId })),
  );
  for (let start = 0; start < all.length; start += 500) {
    const some = all.slice(start, start + 500);
    const ids = await recordClicks(
      services,
      some.map(({ planned: { at, visit, isOwn }, slug, advocateId }) => ({
        ...{ at, visit, slug },
        ...(isOwn && { personId: advocateId }),
      })),
    );
    for (const [n, { planned: visit }] of some.entries()) clickIds.set(visit, ids[n]!);
  }
  return clickIds;
}
