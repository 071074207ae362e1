import { confirmShare, listShares, openShare } from '../sharing/index.js';
import { recordClicks, signedClickIds } from '../clicks/index.js';
import { recordConversion } from '../conversions/index.js';
import type { Services } from '../services.js';
import type { Calendar } from './calendar.js';
import type { PostIds } from './content-steps.js';
import { withIdsOf } from './fixed-ids.js';
import type { PeopleByMailbox } from './load-people.js';
import type { PlannedShare } from './plan-shares.js';
import { planMisses } from './plan-misses.js';
import { planVisits, type PlannedVisit } from './plan-visits.js';

type ServicesAt = (moment: Date) => Services;

/** Prepares a share as the advocate did, and confirms it if they did. */
export async function loadShare(
  at: ServicesAt,
  { people, postIds }: { people: PeopleByMailbox; postIds: PostIds },
  share: PlannedShare,
): Promise<void> {
  const person = people.get(share.person.mailbox)!;
  const { network, caption, confirmedAt } = share;
  const { shareId } = await openShare(at(share.at), {
    actor: person,
    postId: postIds.get(share.post)!,
    network,
    caption,
    origin: 'feed',
  });
  if (confirmedAt) await confirmShare(at(confirmedAt), { actor: person, shareId });
}

/** Records all visits and conversions of these shares, with the rules for real ones. */
export async function loadVisits(
  at: ServicesAt,
  { people, postIds }: { people: PeopleByMailbox; postIds: PostIds },
  { calendar, shares }: { calendar: Calendar; shares: PlannedShare[] },
): Promise<void> {
  const slugs = new Map<string, string>();
  for (const advocateId of new Set(shares.map(({ person }) => people.get(person.mailbox)!.id)))
    for (const { postId, network, slug } of await listShares({ advocateId }))
      slugs.set(`${advocateId} ${postId} ${network}`, slug);

  const planned = shares.map((share) => {
    const advocateId = people.get(share.person.mailbox)!.id;
    const slug = slugs.get(`${advocateId} ${postIds.get(share.post)} ${share.network}`)!;
    return { share, advocateId, slug, ...planVisits(share, calendar) };
  });
  const clickIds = await loadClicks(at(calendar.now), planned);
  const all = [...clickIds.values()];
  const signed = new Map((await signedClickIds(at(calendar.now), all)).map((id, n) => [all[n]!, id]));
  const slugOf = new Map(planned.map(({ share, slug }) => [share, slug]));
  const misses = planMisses(planned, calendar).map(({ visit, share, because: _, ...reported }) => ({
    ...reported,
    ...(visit && { clickIds: [signed.get(clickIds.get(visit)!)!] }),
    ...(share && { slug: slugOf.get(share)! }),
  }));
  const conversions = planned.flatMap(({ conversions, slug }) =>
    conversions.map((one) => ({ ...one, slug })),
  );
  // One after the other, because the list of conversions shows the latest report first.
  const inOrder = [...conversions, ...misses].sort((a, b) => a.at.getTime() - b.at.getTime());
  await withIdsOf('conversions', async () => {
    for (const { at: moment, ...conversion } of inOrder) await recordConversion(at(moment), conversion);
  });
}

interface Planned {
  advocateId: string;
  slug: string;
  visits: PlannedVisit[];
}

/** The ids of the clicks for these visits. */
async function loadClicks(services: Services, planned: Planned[]): Promise<Map<PlannedVisit, string>> {
  const clickIds = new Map<PlannedVisit, string>();
  const all = planned.flatMap(({ visits, ...ofShare }) => visits.map((planned) => ({ planned, ...ofShare })));
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
